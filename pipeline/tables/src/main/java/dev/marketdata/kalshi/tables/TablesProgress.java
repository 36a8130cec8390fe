package dev.marketdata.kalshi.tables;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** How far the task is in this JVM, for display only. Safe for use by several threads. */
public final class TablesProgress {

  private static final TablesProgress JVM = new TablesProgress();

  private final LongAdder planned = new LongAdder();
  private final LongAdder read = new LongAdder();
  private final Queue<MadeTable> tables = new ConcurrentLinkedQueue<>();

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

  /** Returns the number of shards that are to be read, as far as it is known. */
  public long planned() {
    return planned.sum();
  }

  /** Returns the number of shards that were read. */
  public long read() {
    return read.sum();
  }

  /** Returns the tables that were made, and forgets them. */
  public Iterable<MadeTable> take() {
    java.util.List<MadeTable> taken = new java.util.ArrayList<>();
    for (MadeTable table = tables.poll(); table != null; table = tables.poll()) {
      taken.add(table);
    }
    return taken;
  }
}
