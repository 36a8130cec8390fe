package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a day that the receipts of runs name. Receipts are read once for all datasets of
 * the same runs: a day can have a million.
 */
final class DayReceipts {

  private final OutputRoot output;
  private final LocalDate day;
  private final TreeMap<String, FinishedRun> runs;
  private final Map<List<String>, Map<String, ShardIndex>> read = new HashMap<>();

  /**
   * Creates the receipts of a day.
   *
   * @param runs those that are looked at, by their names
   */
  DayReceipts(OutputRoot output, LocalDate day, Map<String, FinishedRun> runs) {
    this.output = output;
    this.day = day;
    this.runs = new TreeMap<>(runs);
  }

  /** Returns the names of the runs that are looked at, sorted. */
  Set<String> runs() {
    return runs.keySet();
  }

  /**
   * Returns the shards that runs name; always the same object, which the caller may change.
   *
   * @param names the runs; they can be others than those that are looked at
   */
  ShardIndex shards(String dataset, List<String> names) throws IOException {
    Map<String, ShardIndex> byDataset = read.get(names);
    if (byDataset == null) {
      byDataset = new HashMap<>();
      for (String name : names) {
        add(name, byDataset);
      }
      read.put(names, byDataset);
    }
    return byDataset.computeIfAbsent(dataset, unseen -> new ShardIndex());
  }

  private void add(String name, Map<String, ShardIndex> byDataset) throws IOException {
    FinishedRun found = runs.get(name);
    FinishedRun run = found == null ? earlierRun(name) : found;
    if (run == null) {
      throw new IOException("the run " + name + " is named by a table of " + day + ", and is gone");
    }
    String unused =
        run.shards(
            output,
            (dataset, ticker, slot) -> {
              if (run.days(dataset, slot).anyMatch(day::equals)) {
                byDataset.computeIfAbsent(dataset, unseen -> new ShardIndex()).add(ticker, slot);
              }
            });
  }

  /** Returns a run that is not looked at for its own sake any more; null if it is not there. */
  private @Nullable FinishedRun earlierRun(String name) throws IOException {
    List<RunId> all = FindRuns.runs(output);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        List<RunId> before = FindRuns.before(all, i);
        FinishedRun run = FinishedRun.of(output, all.get(i), before);
        return run == null ? FinishedRun.givenUp(output, all.get(i), before) : run;
      }
    }
    return null;
  }
}
