package dev.marketdata.kalshi.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The progress of a run in this JVM, for display only. Safe for use by several threads. */
public final class RunProgress {

  private static final ConcurrentMap<String, RunProgress> BY_RUN = new ConcurrentHashMap<>();

  private final LongAdder total = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder windowsWanted = new LongAdder();
  private final LongAdder windowsDone = new LongAdder();
  private final LongAdder shards = new LongAdder();
  private volatile @Nullable String awaited;

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

  /** Counts windows of markets that are wanted. */
  public void windowsWanted(long windows) {
    windowsWanted.add(windows);
  }

  /** Counts windows of markets that are stored, empty or missed. */
  public void windowsDone(long windows) {
    windowsDone.add(windows);
  }

  /** Notes the server whose first response the run waits for; null after that. */
  public void await(@Nullable String server) {
    awaited = server;
  }

  /** Counts a shard that exists now. */
  public void shardStored() {
    shards.increment();
  }

  /** Returns the server whose first response the run waits for; null if it has responded. */
  public @Nullable String awaited() {
    return awaited;
  }

  /** Returns the number of selectors that were read, and of windows that are wanted. */
  public long total() {
    return total.sum() + windowsWanted.sum();
  }

  /** Returns the number of those that are done. */
  public long done() {
    return done.sum() + windowsDone.sum();
  }

  /** Returns true if windows are counted too. */
  public boolean hasWindows() {
    return windowsWanted.sum() > 0;
  }

  /** Returns the number of shards that exist now. */
  public long stored() {
    return shards.sum();
  }
}
