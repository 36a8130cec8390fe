package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The flags of the command {@code report}, as raw text. */
public interface ReportOptions extends PipelineOptions {

  @Description(
      "Root of the output that runs have written: a local folder, or gs://bucket[/prefix].")
  @Default.String(KalshiMarketDataOptions.HERE)
  String getOutput();

  void setOutput(String value);

  @Description(
      "First slot to show: a day or an instant, such as 2026-11-22 or 2026-11-22T14:00:00Z, UTC."
          + " Default: the start of the day 29 days before the last.")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description(
      "Last slot to show: a day, all of it, or an instant. Default: that of the newest run.")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  @Description(
      "How many markets are shown with candles and trades, from 0 to 200: those with the most"
          + " volume.")
  @Default.String("50")
  String getTop();

  void setTop(String value);

  @Description("Time between slots, for runs of earlier versions, whose summaries do not tell it.")
  @Default.String(KalshiMarketDataOptions.INTERVAL)
  String getInterval();

  void setInterval(String value);
}
