package dev.marketdata.kalshi.base;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads many small objects at once: a request to a bucket takes as long as reading hundreds of
 * local files.
 */
public final class ParallelReads {

  private static final int IN_FLIGHT = 32;

  private ParallelReads() {}

  /** Reads one object. */
  public interface Read<A, B> {
    /** Returns what is read of an item. */
    B of(A item) throws IOException;
  }

  /**
   * Returns what is read of each item, in their order.
   *
   * @param name the name of the threads
   * @throws IOException if an item cannot be read
   */
  public static <A, B> List<B> map(List<A> items, String name, Read<A, B> read) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(IN_FLIGHT, new DaemonThreads(name));
    try {
      List<Future<B>> reading = new ArrayList<>();
      for (A item : items) {
        reading.add(threads.submit(() -> read.of(item)));
      }
      List<B> all = new ArrayList<>();
      for (Future<B> each : reading) {
        all.add(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("unexpected failure: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      threads.shutdownNow();
    }
  }
}
