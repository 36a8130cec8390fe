package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of the Flex Template, as raw text: those of a run, and which task the job does. */
public interface TemplateOptions extends KalshiMarketDataOptions {

  @Description(
      "What the job does: collect, or tables, which makes Parquet tables of the closed days under"
          + " --output and then the report, and uses only --output and --interval.")
  @Default.String("collect")
  String getTask();

  void setTask(String value);
}
