package dev.marketdata.kalshi.tables;

import java.io.IOException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The task that makes tables: runs, their days, the parts of a day, the files of a part, and last
 * the manifests of a day. Only names travel between the steps; a part reads its shards where it
 * writes its files. A task that is repeated, or takes the place of a killed one, makes the same
 * files.
 */
public final class TablesPipeline {

  private TablesPipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @return what is complete when all tables of shards are; it has no elements
   */
  public static PCollection<Void> build(Pipeline pipeline, TablesSettings settings) {
    PCollection<TablesSettings> once =
        pipeline.apply(
            "Settings", Create.of(settings).withCoder(SerializableCoder.of(TablesSettings.class)));
    once.apply("Write runs and coverage", ParDo.of(new WriteRunTables(settings)));
    PCollectionTuple planned =
        once.apply("Find runs", ParDo.of(new FindRuns()))
            .setCoder(SerializableCoder.of(FindRuns.Found.class))
            .apply("Spread runs", Reshuffle.viaRandomKey())
            .apply("Read receipts", ParDo.of(new IndexRun()))
            .apply("Runs of a day", GroupByKey.create())
            .apply(
                "Plan the day",
                ParDo.of(new PlanDay(settings))
                    .withOutputTags(
                        PlanDay.PARTS, TupleTagList.of(WriteManifests.EARLIER_RESULTS)));
    PCollectionTuple made =
        planned
            .get(PlanDay.PARTS)
            .setCoder(SerializableCoder.of(PartTask.class))
            .apply("Spread parts", Reshuffle.viaRandomKey())
            .apply("Write files", ParDo.of(new WritePart(settings)))
            .apply("Parts of a batch", GroupByKey.create())
            .apply(
                "Write manifests",
                ParDo.of(new WriteManifests(settings))
                    .withOutputTags(
                        WriteManifests.DONE, TupleTagList.of(WriteManifests.EARLIER_RESULTS)));
    return PCollectionList.of(results(planned))
        .and(results(made))
        .apply("Earlier results", Flatten.pCollections())
        .apply("After all manifests", Wait.on(made.get(WriteManifests.DONE)))
        .apply("Results of a day", GroupByKey.create())
        .apply("Write results", ParDo.of(new WriteResults(settings)));
  }

  /** Removes what a task in a local folder has left behind; called once, when it has ended. */
  public static void cleanUp(TablesSettings settings) throws IOException {
    settings.output().open(settings.id()).close();
  }

  private static PCollection<KV<String, String>> results(PCollectionTuple output) {
    return output
        .get(WriteManifests.EARLIER_RESULTS)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()));
  }

  private static final class WritePart
      extends StoringFn<PartTask, KV<String, WriteManifests.PartOfBatch>> {

    WritePart(TablesSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void write(
        @Element PartTask task, OutputReceiver<KV<String, WriteManifests.PartOfBatch>> out)
        throws IOException {
      PartResult result = new PartWriter(settings().output(), store()).write(task);
      out.output(KV.of(task.batch().plan(), new WriteManifests.PartOfBatch(task.batch(), result)));
    }
  }
}
