package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.OutageGate;
import dev.marketdata.kalshi.client.OutageGate.DeadlineException;
import dev.marketdata.kalshi.client.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Retries the calls of a store whose calls are safe to repeat. If the storage is down, all calls
 * wait until it is back or the run's deadline comes.
 */
final class RetryingStore implements ObjectStore {

  private static final RetryPolicy RETRIES = RetryPolicy.DATA;
  private static final int ATTEMPTS_OF_PROBE = 3;

  // A run whose deadline came during an outage still writes its summary if it can.
  private static final Duration EXTRA_FOR_RUN_FILES = Duration.ofMinutes(2);

  /** One attempt. */
  private interface Call<T> {
    T run() throws IOException;
  }

  private final ObjectStore store;
  private final OutageGate gate;
  private final Timing timing;
  private final Instant deadline;

  /**
   * Wraps a store.
   *
   * @param gate shared by all stores of the run in this JVM
   */
  RetryingStore(ObjectStore store, OutageGate gate, Timing timing, Instant deadline) {
    this.store = store;
    this.gate = gate;
    this.timing = timing;
    this.deadline = deadline;
  }

  @Override
  public StoredObject create(String path, byte[] bytes) throws IOException {
    return call(path, deadline, () -> store.create(path, bytes));
  }

  @Override
  public boolean create(String path, Path file) throws IOException {
    return call(path, deadline, () -> store.create(path, file));
  }

  @Override
  public Executor threads() {
    return store.threads();
  }

  @Override
  public void write(String path, Content content) throws IOException {
    Instant now = now();
    Instant until = (now.isBefore(deadline) ? deadline : now).plus(EXTRA_FOR_RUN_FILES);
    Boolean unused =
        call(
            path,
            until,
            () -> {
              store.write(path, content);
              return true;
            });
  }

  @Override
  public byte[] read(String path) throws IOException {
    return store.read(path);
  }

  /** Waits until the storage accepts objects. */
  @Override
  public void check() throws IOException {
    try {
      boolean unused = gate.pass(this::probe);
    } catch (DeadlineException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  /**
   * Repeats a call until it succeeds, is refused for good, or fails alone.
   *
   * @param until the time after which it is not repeated
   */
  private <T> T call(String path, Instant until, Call<T> call) throws IOException {
    int attempt = 0;
    try {
      while (true) {
        attempt = waitedForAnOutage(until) ? 1 : attempt + 1;
        try {
          T result = call.run();
          gate.onSuccess();
          return result;
        } catch (RefusedException e) {
          gate.onSuccess();
          throw e;
        } catch (IOException e) {
          gate.onFailure(path, String.valueOf(e.getMessage()));
          Duration pause = RETRIES.pauseAfter(attempt, timing.random());
          if (attempt < RETRIES.attempts() && now().plus(pause).isBefore(until)) {
            timing.waiting().park(pause.toNanos());
          } else if (!now().isBefore(deadline) || !gate.isDown(attempt, this::probe)) {
            throw e;
          }
        }
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private boolean waitedForAnOutage(Instant until) throws IOException, InterruptedException {
    if (!now().isBefore(deadline)) {
      return false;
    }
    try {
      return gate.pass(this::probe);
    } catch (DeadlineException e) {
      if (until.isAfter(now())) {
        return true;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Checks the storage; if it is not known to be down, one failure is not enough. */
  private @Nullable String probe() throws InterruptedException {
    int attempts = gate.isClosed() ? 1 : ATTEMPTS_OF_PROBE;
    for (int attempt = 1; ; attempt++) {
      try {
        store.check();
        return null;
      } catch (IOException e) {
        if (attempt == attempts) {
          return e.getMessage();
        }
        timing.waiting().park(RETRIES.pauseAfter(attempt, timing.random()).toNanos());
      }
    }
  }

  private Instant now() {
    return timing.clock().instant();
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }
}
