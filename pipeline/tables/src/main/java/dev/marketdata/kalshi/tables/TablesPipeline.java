package dev.marketdata.kalshi.tables;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task that makes tables: runs, their days, the parts of a day, the files of a part, and last
 * the manifests of a day. Only names travel between the steps; a part reads its shards where it
 * writes its files. A task that is repeated, or takes the place of a killed one, makes the same
 * files.
 */
public final class TablesPipeline {

  private static final Logger LOG = LoggerFactory.getLogger(TablesPipeline.class);

  private TablesPipeline() {}

  /** Adds the steps to a pipeline. */
  public static void build(Pipeline pipeline, TablesSettings settings) {
    pipeline
        .apply(
            "Settings", Create.of(settings).withCoder(SerializableCoder.of(TablesSettings.class)))
        .apply("Find runs", ParDo.of(new FindRuns()))
        .setCoder(SerializableCoder.of(FindRuns.Found.class))
        .apply("Spread runs", Reshuffle.viaRandomKey())
        .apply("Read receipts", ParDo.of(new IndexRun()))
        .apply("Runs of a day", GroupByKey.create())
        .apply("Plan the day", ParDo.of(new PlanDay(settings)))
        .setCoder(SerializableCoder.of(PartTask.class))
        .apply("Spread parts", Reshuffle.viaRandomKey())
        .apply("Write files", ParDo.of(new WritePart(settings)))
        .apply("Parts of a batch", GroupByKey.create())
        .apply("Write manifests", ParDo.of(new WriteManifests(settings)));
  }

  private static final class WritePart extends StoringFn<PartTask, KV<String, PartOfBatch>> {

    WritePart(TablesSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void write(@Element PartTask task, OutputReceiver<KV<String, PartOfBatch>> out)
        throws IOException {
      PartResult result = new PartWriter(settings().output(), store()).write(task);
      out.output(KV.of(task.batch().plan(), new PartOfBatch(task.batch(), result)));
    }
  }

  private record PartOfBatch(Batch batch, PartResult result) implements Serializable {}

  private static final class WriteManifests
      extends StoringFn<KV<String, Iterable<PartOfBatch>>, Void> {

    WriteManifests(TablesSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void write(@Element KV<String, Iterable<PartOfBatch>> parts) throws IOException {
      Batch batch = parts.getValue().iterator().next().batch();
      List<PartResult> results = new ArrayList<>();
      parts.getValue().forEach(part -> results.add(part.result()));
      results.sort(Comparator.comparing(PartResult::number));
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
      }
    }

    private static void report(Manifest manifest) {
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

    private static Manifest manifest(
        Batch batch, String table, List<PartResult.OfTable> parts, Plan plan) {
      List<Manifest.File> files = new ArrayList<>();
      List<Manifest.Broken> broken = new ArrayList<>();
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
          plan.runs());
    }
  }
}
