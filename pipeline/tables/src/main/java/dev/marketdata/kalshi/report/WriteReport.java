package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.values.PCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that makes the report after other steps. That it cannot be written is logged, and fails
 * nothing: what came before it is complete.
 */
public final class WriteReport extends DoFn<ReportSettings, Void> {

  private static final Logger LOG = LoggerFactory.getLogger(WriteReport.class);

  private WriteReport() {}

  /**
   * Adds the step to a pipeline.
   *
   * @param after what must be complete before
   */
  public static void addTo(Pipeline pipeline, ReportSettings settings, PCollection<?> after) {
    pipeline
        .apply(
            "Report settings",
            Create.of(settings).withCoder(SerializableCoder.of(ReportSettings.class)))
        .apply("After the tables", Wait.on(after))
        .apply("Write report", ParDo.of(new WriteReport()));
  }

  @ProcessElement
  public void write(@Element ReportSettings settings) {
    String page = settings.output().resolve(Report.PATH);
    try {
      Report report = Report.of(settings);
      report.write(settings.output());
      LOG.info("report: {}, {} bytes, {} markets", page, report.size(), report.markets());
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be written: {}; to replace it, the account needs roles/storage.objectUser on"
              + " the bucket, or on its objects under report/",
          page,
          Excerpt.of(e));
    }
  }
}
