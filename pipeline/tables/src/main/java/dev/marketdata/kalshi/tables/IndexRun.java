package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Reads the receipts of a finished run, and outputs the run for every wanted day of its shards. */
final class IndexRun extends DoFn<FindRuns.Found, KV<String, FinishedRun>> {

  @ProcessElement
  public void index(@Element FindRuns.Found found, OutputReceiver<KV<String, FinishedRun>> out)
      throws IOException {
    OutputRoot output = found.settings().output();
    Instant finishedAt = FinishedRun.finishedAt(output, found.run());
    if (finishedAt == null) {
      return;
    }
    FinishedRun run = new FinishedRun(found.run(), finishedAt, resultsSince(found));
    TreeSet<LocalDate> days = new TreeSet<>();
    run.shards(
        output,
        (dataset, ticker, slot) ->
            run.days(dataset, slot).filter(found.settings()::wants).forEach(days::add));
    days.forEach(day -> out.output(KV.of(day.toString(), run)));
  }

  private static Instant resultsSince(FindRuns.Found found) throws IOException {
    for (RunId before : found.before()) {
      if (FinishedRun.finishedAt(found.settings().output(), before) != null) {
        return before.startedAt();
      }
    }
    return found.run().startedAt();
  }
}
