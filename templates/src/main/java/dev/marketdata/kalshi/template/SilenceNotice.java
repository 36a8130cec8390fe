package dev.marketdata.kalshi.template;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Says that a server is waited for, unless closed within four seconds. */
final class SilenceNotice {

  /** Servers respond within a second. */
  static final long SECONDS = 4;

  private final CompletableFuture<Void> notice;

  SilenceNotice(String server, PrintStream err) {
    this(err, text(server));
  }

  /** Starts to wait; prints a line if it takes longer than servers do. */
  SilenceNotice(PrintStream err, String line) {
    notice =
        CompletableFuture.runAsync(
            () -> err.println(line), CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
  }

  static String text(String server) {
    return "still waiting for " + server;
  }

  void close() {
    notice.cancel(false);
  }
}
