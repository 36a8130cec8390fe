package dev.marketdata.kalshi.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the manifests of a batch when all its parts are there. */
final class WriteManifests
    extends StoringFn<KV<String, Iterable<WriteManifests.PartOfBatch>>, String> {

  static final TupleTag<String> DONE = new TupleTag<>() {};

  /** The shards that show results of an earlier day, by that day. */
  static final TupleTag<KV<String, String>> EARLIER_RESULTS = new TupleTag<>() {};

  private static final Logger LOG = LoggerFactory.getLogger(WriteManifests.class);

  /** A part's result, and the batch that it is of. */
  record PartOfBatch(Batch batch, PartResult result) implements Serializable {}

  WriteManifests(TablesSettings settings) {
    super(settings);
  }

  @ProcessElement
  public void write(@Element KV<String, Iterable<PartOfBatch>> parts, MultiOutputReceiver out)
      throws IOException {
    // Flink lets a group be read once.
    List<PartOfBatch> all = new ArrayList<>();
    parts.getValue().forEach(all::add);
    Batch batch = all.get(0).batch();
    List<PartResult> results =
        all.stream()
            .map(PartOfBatch::result)
            .sorted(Comparator.comparing(PartResult::number))
            .toList();
    Plan plan = Manifest.read(settings().output(), batch.plan(), Plan.class);
    List<Table> tables = Tables.of(batch.dataset());
    // That of the table with the dataset's name is last: it says that the batch is complete.
    for (int i = tables.size() - 1; i >= 0; i--) {
      String table = tables.get(i).name();
      int index = i;
      Manifest manifest =
          manifest(
              batch,
              table,
              results.stream().map(result -> result.tables().get(index)).toList(),
              plan);
      store().create(batch.manifest(table), Manifest.line(manifest));
      report(manifest);
      for (Manifest.Result result : manifest.earlierResults()) {
        out.get(EARLIER_RESULTS).output(KV.of(result.date(), result.path()));
      }
    }
    out.get(DONE).output(batch.plan());
  }

  static void report(Manifest manifest) {
    TablesProgress.ofJvm().add(MadeTable.of(manifest));
    LOG.info(
        "TABLE table={} date={} batch={} rows={} files={} broken={}",
        manifest.table(),
        manifest.date(),
        manifest.batch(),
        manifest.rows(),
        manifest.files().size(),
        manifest.broken().size());
  }

  static Manifest manifest(Batch batch, String table, List<PartResult.OfTable> parts, Plan plan) {
    List<Manifest.File> files = new ArrayList<>();
    List<Manifest.Broken> broken = new ArrayList<>();
    List<Manifest.Result> earlierResults = new ArrayList<>();
    Map<String, Long> doesNotFit = new TreeMap<>();
    long[] sums = new long[6];
    for (PartResult.OfTable part : parts) {
      PartResult.Counts counts = part.counts();
      long[] more = {
        counts.shards(),
        counts.rowsRead(),
        counts.rows(),
        counts.duplicates(),
        counts.revised(),
        counts.otherDays()
      };
      for (int i = 0; i < sums.length; i++) {
        sums[i] += more[i];
      }
      if (part.file() != null) {
        files.add(part.file());
      }
      broken.addAll(counts.broken());
      earlierResults.addAll(counts.earlierResults());
      counts.doesNotFit().forEach((column, n) -> doesNotFit.merge(column, n, Long::sum));
    }
    return new Manifest(
        Manifest.SCHEMA,
        table,
        batch.day().toString(),
        batch.name(),
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        sums[4],
        sums[5],
        files,
        doesNotFit,
        broken,
        earlierResults,
        plan.runs());
  }
}
