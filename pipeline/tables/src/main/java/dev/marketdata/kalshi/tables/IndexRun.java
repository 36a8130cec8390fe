package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.LocalDate;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the receipts of a finished run, and outputs the run for every wanted day of its shards. A
 * run that was killed counts as finished a day after its start, unless another run of its slot
 * finished, which has receipts of its shards.
 */
final class IndexRun extends DoFn<FindRuns.Found, KV<String, FinishedRun>> {

  private static final Logger LOG = LoggerFactory.getLogger(IndexRun.class);

  @ProcessElement
  public void index(@Element FindRuns.Found found, OutputReceiver<KV<String, FinishedRun>> out)
      throws IOException {
    OutputRoot output = found.settings().output();
    FinishedRun run = FinishedRun.of(output, found.run(), found.before());
    if (run == null && isOfFinishedSlot(found)) {
      return;
    }
    if (run == null && isOver(found)) {
      run = FinishedRun.givenUp(output, found.run(), found.before());
    }
    if (run == null) {
      if (found.settings().wants(Times.day(found.run().slot().time()))) {
        TablesProgress.ofJvm().unfinished(found.run());
      }
      return;
    }
    FinishedRun counted = run;
    TreeSet<LocalDate> days = new TreeSet<>();
    String damage =
        run.shards(
            output,
            (dataset, ticker, slot) ->
                counted.days(dataset, slot).filter(found.settings()::wants).forEach(days::add));
    if (damage != null) {
      LOG.warn(
          "{}/shards.ndjson is damaged ({}): shards that no other run has a receipt of are in no table",
          run.run().folder(),
          damage);
    }
    days.forEach(day -> out.output(KV.of(day.toString(), counted)));
  }

  private static boolean isOfFinishedSlot(FindRuns.Found found) throws IOException {
    for (RunId other : found.ofSlot()) {
      if (FinishedRun.finishedAt(found.settings().output(), other) != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOver(FindRuns.Found found) {
    return !found.settings().now().isBefore(found.run().startedAt().plus(FinishedRun.LONGEST_RUN));
  }
}
