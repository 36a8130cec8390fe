package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.fetch.RunProgress;
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
  private final @Nullable ProgressBar bar;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Instant lastLine = Instant.now();

  private ProgressDisplay(RunProgress progress, PrintStream err, @Nullable ProgressBar bar) {
    this.progress = progress;
    this.err = err;
    this.bar = bar;
  }

  static ProgressDisplay of(RunProgress progress, PrintStream err, boolean terminal) {
    ProgressBar bar =
        !terminal
            ? null
            : new ProgressBarBuilder()
                .setTaskName("Selectors")
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .clearDisplayOnFinish()
                .build();
    ProgressDisplay display = new ProgressDisplay(progress, err, bar);
    if (bar != null) {
      // Ctrl-C: the shell's prompt is to begin on a line of its own.
      Runtime.getRuntime().addShutdownHook(new Thread(display::giveUp, "progress"));
    }
    return display;
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
    if (bar != null) {
      bar.maxHint(Math.max(1, progress.planned()));
      bar.stepTo(progress.settled());
      bar.setExtraMessage(" " + progress.stored() + " shards");
    } else if (progress.settled() > 0
        && Duration.between(lastLine, Instant.now()).compareTo(LINE_EVERY) >= 0) {
      lastLine = Instant.now();
      err.println(
          progress.settled()
              + " of "
              + progress.planned()
              + " selectors, "
              + progress.stored()
              + " shards");
    }
  }

  private void giveUp() {
    if (!closed.get()) {
      close();
      err.println();
    }
  }

  /** Wipes the bar, once. */
  @Override
  public void close() {
    if (bar != null && closed.compareAndSet(false, true)) {
      bar.close();
    }
  }
}
