package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** How far the task is in this JVM, for display only. Safe for use by several threads. */
public final class TablesProgress {

  private static final TablesProgress JVM = new TablesProgress();

  private final LongAdder planned = new LongAdder();
  private final LongAdder read = new LongAdder();
  private final Queue<MadeTable> tables = new ConcurrentLinkedQueue<>();
  private final Queue<String> leftOutBefore = new ConcurrentLinkedQueue<>();
  private final Queue<RunId> unfinished = new ConcurrentLinkedQueue<>();

  private TablesProgress() {}

  /** Returns the progress of all tasks of this JVM. */
  public static TablesProgress ofJvm() {
    return JVM;
  }

  void shardsPlanned(long shards) {
    planned.add(shards);
  }

  void shardsRead(long shards) {
    read.add(shards);
  }

  void add(MadeTable table) {
    tables.add(table);
  }

  void leftOutBefore(Manifest.Broken shard) {
    leftOutBefore.add(shard.path() + ": " + shard.reason());
  }

  void unfinished(RunId run) {
    unfinished.add(run);
  }

  /** Returns the broken shards that earlier tasks left out of complete tables, and forgets them. */
  public List<String> takeLeftOutBefore() {
    return taken(leftOutBefore);
  }

  /** Returns the runs that have no summary, so that their shards are not known; forgets them. */
  public List<RunId> takeUnfinished() {
    return taken(unfinished);
  }

  /** Returns the number of shards that are to be read, as far as it is known. */
  public long planned() {
    return planned.sum();
  }

  /** Returns the number of shards that were read. */
  public long read() {
    return read.sum();
  }

  /** Returns the tables that were made, and forgets them. */
  public List<MadeTable> take() {
    return taken(tables);
  }

  private static <T> List<T> taken(Queue<T> queue) {
    List<T> taken = new ArrayList<>();
    for (T item = queue.poll(); item != null; item = queue.poll()) {
      taken.add(item);
    }
    return taken;
  }
}
