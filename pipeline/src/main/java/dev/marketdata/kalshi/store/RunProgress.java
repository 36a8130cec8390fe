package dev.marketdata.kalshi.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** The progress of a run in this JVM, for display only. Safe for use by several threads. */
public final class RunProgress {

  private static final ConcurrentMap<String, RunProgress> BY_RUN = new ConcurrentHashMap<>();

  private final LongAdder total = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder shards = new LongAdder();

  private RunProgress() {}

  /** Returns the run's progress. */
  public static RunProgress of(String run) {
    return BY_RUN.computeIfAbsent(run, name -> new RunProgress());
  }

  /** Forgets a run that is no longer displayed. */
  public static void forget(String run) {
    BY_RUN.remove(run);
  }

  /** Counts selectors that were read. */
  public void selectorsRead(long selectors) {
    total.add(selectors);
  }

  /** Counts selectors that are done. */
  public void selectorsDone(long selectors) {
    done.add(selectors);
  }

  /** Counts a shard that was stored or failed. */
  public void shardDone() {
    shards.increment();
  }

  /** Returns the number of selectors that were read. */
  public long total() {
    return total.sum();
  }

  /** Returns the number of selectors that are done. */
  public long done() {
    return done.sum();
  }

  /** Returns the number of shards that were stored or failed. */
  public long stored() {
    return shards.sum();
  }
}
