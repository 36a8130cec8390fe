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
    notice =
        CompletableFuture.runAsync(
            () -> err.println(text(server)),
            CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
  }

  static String text(String server) {
    return "still waiting for " + server;
  }

  void close() {
    notice.cancel(false);
  }
}
