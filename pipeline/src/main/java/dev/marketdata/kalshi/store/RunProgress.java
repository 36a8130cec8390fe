package dev.marketdata.kalshi.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a run has come in this JVM, for whoever watches it. Nothing is decided by it. Safe for
 * use by several threads.
 */
public final class RunProgress {

  private static final ConcurrentMap<String, RunProgress> BY_RUN = new ConcurrentHashMap<>();

  private final LongAdder total = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder markets = new LongAdder();

  private RunProgress() {}

  /** Returns the run's progress. */
  public static RunProgress of(String run) {
    return BY_RUN.computeIfAbsent(run, name -> new RunProgress());
  }

  /** Forgets a run that nobody watches any more. */
  public static void forget(String run) {
    BY_RUN.remove(run);
  }

  public void plan(long selectors) {
    total.add(selectors);
  }

  /** Counts selectors that are answered. */
  public void selectorsDone(long selectors) {
    done.add(selectors);
  }

  /** Says that one more shard was dealt with. */
  public void store() {
    markets.increment();
  }

  /** Returns how many selectors are asked for, as far as they were counted. */
  public long total() {
    return total.sum();
  }

  /** Returns how many selectors have been answered. */
  public long done() {
    return done.sum();
  }

  /** Returns how many shards were dealt with. */
  public long stored() {
    return markets.sum();
  }
}
