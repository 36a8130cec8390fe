package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.store.RunProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.beam.sdk.PipelineResult;
import org.jspecify.annotations.Nullable;

/** Shows how far a run has come: a bar on a terminal, otherwise a line every few seconds. */
final class ProgressDisplay implements AutoCloseable {

  private static final org.joda.time.Duration LOOK = org.joda.time.Duration.millis(200);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final RunProgress progress;
  private final PrintStream err;
  private final boolean terminal;
  private final String lastWords;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable ProgressBar bar;
  private Instant lastLine = Instant.now();

  /**
   * Shows a run's progress.
   *
   * @param lastWords what to say if the program is ended before the run has
   */
  ProgressDisplay(RunProgress progress, PrintStream err, boolean terminal, String lastWords) {
    this.progress = progress;
    this.err = err;
    this.terminal = terminal;
    this.lastWords = lastWords;
    Runtime.getRuntime().addShutdownHook(new Thread(this::giveUp, "progress"));
  }

  /** Returns when the run has ended; throws what it threw. */
  void watch(PipelineResult result) {
    while (true) {
      PipelineResult.State state = result.waitUntilFinish(LOOK);
      show();
      if (state != null && state.isTerminal()) {
        return;
      }
    }
  }

  private void show() {
    if (terminal) {
      showBar();
    } else if (progress.done() > 0
        && Duration.between(lastLine, Instant.now()).compareTo(LINE_EVERY) >= 0) {
      lastLine = Instant.now();
      err.println(
          progress.done()
              + " of "
              + progress.total()
              + " selectors, "
              + progress.stored()
              + " shards");
    }
  }

  private void showBar() {
    ProgressBar shown = bar;
    // Until the ticker file is read there is nothing to measure progress by.
    if (shown == null && progress.total() > 0) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("Selectors")
              .setInitialMax(progress.total())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              // A long list shows its shards and its time before the first selector is done.
              .continuousUpdate()
              .showSpeed()
              .clearDisplayOnFinish()
              .build();
      bar = shown;
    }
    if (shown != null) {
      shown.stepTo(progress.done());
      shown.setExtraMessage(" " + progress.stored() + " shards");
    }
  }

  /** Ctrl-C: the shell's prompt is to begin on a line of its own. */
  private void giveUp() {
    if (!closed.get()) {
      close();
      err.println(terminal ? "\n" + lastWords : lastWords);
    }
  }

  /** Wipes the bar, once. */
  @Override
  public void close() {
    ProgressBar shown = bar;
    if (closed.compareAndSet(false, true) && shown != null) {
      shown.close();
    }
  }
}
