package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.store.RunProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.beam.sdk.PipelineResult;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a run: a bar on a terminal, otherwise a line every few seconds. */
final class ProgressDisplay implements AutoCloseable {

  private static final org.joda.time.Duration POLL_EVERY = org.joda.time.Duration.millis(200);
  // The library does not know the width of the terminal, and a longer line would wrap.
  private static final int WIDTH = 58;
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(SilenceNotice.SECONDS);

  private final RunProgress progress;
  private final PrintStream err;
  private final boolean terminal;
  private final Runnable ifInterrupted;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ProgressBar bar;
  private Instant lastLine = Instant.now();
  private String line = "";
  private @Nullable String awaited;
  private Instant awaitedSince = lastLine;

  /**
   * Shows a run's progress.
   *
   * @param ifInterrupted called if the program ends before the run
   */
  ProgressDisplay(RunProgress progress, PrintStream err, boolean terminal, Runnable ifInterrupted) {
    this.progress = progress;
    this.err = err;
    this.terminal = terminal;
    this.ifInterrupted = ifInterrupted;
    Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "progress"));
  }

  /** Waits until the run has ended; throws what it threw. */
  void watch(PipelineResult result) {
    while (true) {
      PipelineResult.State state = result.waitUntilFinish(POLL_EVERY);
      show();
      if (state != null && state.isTerminal()) {
        return;
      }
    }
  }

  private void show() {
    showSilence();
    if (terminal) {
      showBar();
    } else if (progress.done() > 0 && isLater(lastLine, LINE_EVERY)) {
      lastLine = Instant.now();
      String now =
          progress.done()
              + " of "
              + progress.total()
              + (progress.hasWindows() ? " selectors and windows of markets, " : " selectors, ")
              + progress.stored()
              + " shards";
      // Nothing changes while the run waits.
      if (!now.equals(line)) {
        err.println(now);
      }
      line = now;
    }
  }

  /** A server that accepts connections and does not respond causes no failure for a while. */
  private void showSilence() {
    String server = progress.awaited();
    if (!Objects.equals(server, awaited)) {
      awaited = server;
      awaitedSince = Instant.now();
    } else if (server != null && isLater(awaitedSince, SILENCE)) {
      awaitedSince = Instant.MAX;
      err.println((terminal ? "\r\u001b[K" : "") + SilenceNotice.text(server));
    }
  }

  private static boolean isLater(Instant than, Duration by) {
    return than.isBefore(Instant.now().minus(by));
  }

  private void showBar() {
    ProgressBar shown = bar;
    // The total is known when the ticker file has been read.
    if (shown == null && progress.total() > 0) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("Selectors")
              .setInitialMax(progress.total())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              // So that the number of shards is shown before the first selector is done.
              .continuousUpdate()
              .hideEta()
              // The default one moves the cursor up and draws over log lines.
              .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
              .clearDisplayOnFinish()
              .build();
      bar = shown;
    }
    if (shown != null) {
      shown.maxHint(progress.total());
      shown.stepTo(progress.done());
      shown.setExtraMessage(" " + progress.stored() + " shards");
    }
  }

  /** After Ctrl-C, starts a new line for the message and the shell's prompt. */
  private void interrupted() {
    if (!closed.get()) {
      close();
      if (terminal) {
        err.println();
      }
      ifInterrupted.run();
    }
  }

  /** Clears the bar, once. */
  @Override
  public void close() {
    ProgressBar shown = bar;
    if (closed.compareAndSet(false, true) && shown != null) {
      shown.close();
    }
  }
}
