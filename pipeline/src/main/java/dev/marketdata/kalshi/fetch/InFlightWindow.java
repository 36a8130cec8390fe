package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.client.KalshiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keeps a bounded number of requests in flight. They are sent on other threads; a response is
 * handled on the thread that calls {@link #drain}, where Beam allows outputs and metrics. All
 * methods belong to that one thread.
 *
 * <p>An unforeseen exception of a request or of the handler of its response is a failure of that
 * request, so that it does not end the run.
 */
final class InFlightWindow {

  /** The limit of waiting responses; each one in flight counts as the largest so far. */
  static final long MAX_BYTES = 128 << 20;

  /** A request that blocks until its response arrives. */
  interface Request<T> {
    T send() throws KalshiException;
  }

  /** Thrown by a handler whose output was not accepted, which is not a failure of its request. */
  static final class OutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputException(String message, Exception cause) {
      super(message, cause);
    }
  }

  private final Executor threads;
  private final int maxInFlight;
  private final long maxBytes;
  // Follow-up requests go first: a chain of requests is finished before another is started.
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final BlockingQueue<Runnable> responses = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong largest = new AtomicLong();
  private int inFlight;

  InFlightWindow(Executor threads, int maxInFlight) {
    this(threads, maxInFlight, MAX_BYTES);
  }

  InFlightWindow(Executor threads, int maxInFlight, long maxBytes) {
    this.threads = threads;
    this.maxInFlight = maxInFlight;
    this.maxBytes = maxBytes;
  }

  /** Sends a request once there is room. */
  <T> void enqueue(Request<T> request, Consumer<T> response, Consumer<KalshiException> failure) {
    ready.addLast(() -> threads.execute(() -> send(request, response, failure)));
  }

  /** Sends a request that follows from another one, before those that do not. */
  <T> void enqueueFirst(
      Request<T> request, Consumer<T> response, Consumer<KalshiException> failure) {
    ready.addFirst(() -> threads.execute(() -> send(request, response, failure)));
  }

  private <T> void send(
      Request<T> request, Consumer<T> response, Consumer<KalshiException> failure) {
    Runnable handler;
    try {
      T value = request.send();
      long bytes = value instanceof Page page ? page.body().length : 0;
      waitingBytes.addAndGet(bytes);
      largest.accumulateAndGet(bytes, Math::max);
      handler =
          () -> {
            waitingBytes.addAndGet(-bytes);
            handle(value, response, failure);
          };
    } catch (KalshiException e) {
      handler = () -> failure.accept(e);
    } catch (OutOfMemoryError e) {
      handler =
          () -> {
            throw new IllegalStateException("out of memory", e);
          };
    } catch (RuntimeException | Error e) {
      handler = () -> failure.accept(KalshiException.unexpected(e));
    }
    responses.add(handler);
  }

  private static <T> void handle(T value, Consumer<T> response, Consumer<KalshiException> failure) {
    KalshiException unexpected;
    try {
      response.accept(value);
      return;
    } catch (OutputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      unexpected = KalshiException.unexpected(e);
    }
    failure.accept(unexpected);
  }

  /** Sends what is enqueued until nothing is left and all responses have been handled. */
  void drain() throws InterruptedException {
    while (true) {
      while (!ready.isEmpty() && hasRoom()) {
        inFlight++;
        ready.removeFirst().run();
      }
      if (inFlight == 0) {
        return;
      }
      Runnable handler = responses.take();
      inFlight--;
      handler.run();
    }
  }

  /** Counts waiting responses at least once, because {@code inFlight} includes them. */
  private boolean hasRoom() {
    return inFlight == 0
        || (inFlight < maxInFlight
            && waitingBytes.get() + (inFlight + 1) * largest.get() <= maxBytes);
  }
}
