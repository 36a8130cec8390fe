package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
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
    FinishedRun run = FinishedRun.of(output, found.run(), found.before());
    if (run == null) {
      return;
    }
    TreeSet<LocalDate> days = new TreeSet<>();
    run.shards(
        output,
        (dataset, ticker, slot) ->
            run.days(dataset, slot).filter(found.settings()::wants).forEach(days::add));
    days.forEach(day -> out.output(KV.of(day.toString(), run)));
  }
}
