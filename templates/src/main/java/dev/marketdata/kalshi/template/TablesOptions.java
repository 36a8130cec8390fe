package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The flags of the task that makes tables, as raw text. */
public interface TablesOptions extends PipelineOptions {

  @Description(
      "Root of the output that runs have written: a local folder, or gs://bucket[/prefix].")
  @Default.String(KalshiMarketDataOptions.HERE)
  String getOutput();

  void setOutput(String value);

  @Description(
      "Day to make tables of, such as 2026-11-22, UTC. Default: every closed day that has shards"
          + " which are not in its tables.")
  @Nullable String getDate();

  void setDate(@Nullable String value);

  @Description("First day, in place of --date.")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description("Last day, in place of --date. Default: the day of --from.")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  @Description(
      "Time between slots of the runs, as given to them: a day is closed when each of its slots has"
          + " a finished run, or a day later.")
  @Default.String("PT2H")
  String getInterval();

  void setInterval(String value);
}
