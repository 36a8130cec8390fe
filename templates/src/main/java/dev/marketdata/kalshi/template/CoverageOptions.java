package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The flags of the command {@code coverage}, as raw text. */
public interface CoverageOptions extends PipelineOptions {

  @Description(
      "Root of the output that runs have written: a local folder, or gs://bucket[/prefix].")
  @Default.String(KalshiMarketDataOptions.HERE)
  String getOutput();

  void setOutput(String value);

  @Description(
      "First slot to show: a day or an instant, such as 2026-11-22 or 2026-11-22T14:00:00Z, UTC."
          + " Default: that of the first run.")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description("Last slot to show: a day, all of it, or an instant. Default: the current slot.")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  @Description("text, for people, or json: one object per line.")
  @Default.String("text")
  String getFormat();

  void setFormat(String value);

  @Description("Time between slots, for runs of earlier versions, whose summaries do not tell it.")
  @Default.String(KalshiMarketDataOptions.INTERVAL)
  String getInterval();

  void setInterval(String value);
}
