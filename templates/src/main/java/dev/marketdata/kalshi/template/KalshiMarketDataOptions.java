package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.runs.RepairCommand;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a run, as raw text; {@link SettingsFromOptions} checks them and gives them types.
 */
public interface KalshiMarketDataOptions extends PipelineOptions {

  /** The job's name on this machine, unless the flag gives another. */
  String JOB_NAME = RepairCommand.JOB_NAME;

  /** The default output: the current folder. */
  String HERE = ".";

  /** The default time between slots. */
  String INTERVAL = RepairCommand.INTERVAL;

  /** The default API root: Kalshi's own. */
  String KALSHI_URL = RepairCommand.KALSHI_URL;

  @Description("Ticker file or glob, local or gs:// (on Dataflow only gs://): one ticker per line.")
  @Default.String("tickers.txt")
  String getTickers();

  void setTickers(String value);

  @Description(
      "Root of the output: a local folder, or gs://bucket[/prefix] (on Dataflow only that).")
  @Default.String(HERE)
  String getOutput();

  void setOutput(String value);

  @Description("Root of Kalshi's API: https, or http to a loopback address.")
  @Default.String(KALSHI_URL)
  String getKalshiUrl();

  void setKalshiUrl(String value);

  @Description(
      "Location of the API key's id: projects/P/secrets/S/versions/V in Secret Manager, file:PATH or"
          + " env:NAME. Give --kalshiPrivateKey too; without both, requests are unsigned and read"
          + " public data.")
  @Nullable String getKalshiKeyId();

  void setKalshiKeyId(@Nullable String value);

  @Description(
      "Location of the API key's private key (PEM): projects/P/secrets/S/versions/V in Secret"
          + " Manager, file:PATH or env:NAME.")
  @Nullable String getKalshiPrivateKey();

  void setKalshiPrivateKey(@Nullable String value);

  @Description(
      "Time between slots: an ISO-8601 duration that divides 24 hours evenly, such as PT2H.")
  @Default.String(INTERVAL)
  String getInterval();

  void setInterval(String value);

  @Description(
      "Slot to write: an instant such as 2026-11-22T14:00:00Z in the current interval, or now. A past"
          + " slot, or FROM/TO for all slots from one to another, collects only the datasets of"
          + " --include that have a window. Default: the launch time, floored to the interval.")
  @Nullable String getSlot();

  void setSlot(@Nullable String value);

  @Description(
      "How far back slots are collected again of which no finished run has all candlesticks and"
          + " trades: an ISO-8601 duration of at most 7 days; PT0S for none.")
  @Default.String("PT24H")
  String getCatchUp();

  void setCatchUp(String value);

  @Description(
      "ISO-8601 duration from the launch after which the run stops fetching, reports the rest as"
          + " timed_out, and writes the summary. Default: until 20 minutes before the next slot, but"
          + " at least a quarter of the interval; a day for past slots.")
  @Nullable String getDeadline();

  void setDeadline(@Nullable String value);

  @Description("Fraction of the account's read budget this run may spend: above 0, at most 1.")
  @Default.String("0.9")
  String getBudgetShare();

  void setBudgetShare(String value);

  @Description(
      "Max requests per second, in place of the account's budget. Default: the account's budget;"
          + " 10 if unsigned.")
  @Nullable String getRequestsPerSecond();

  void setRequestsPerSecond(@Nullable String value);

  @Description(
      "Datasets besides market_data, comma-separated: orderbooks, candlesticks, trades (brings"
          + " candlesticks).")
  @Default.String("")
  String getInclude();

  void setInclude(String value);

  @Description(
      "Statuses of the markets that events and series yield, comma-separated: unopened, open,"
          + " paused, closed, settled. Default: not yet settled, and settled since the last finished"
          + " run (at least two intervals, at most a week).")
  @Default.String("")
  String getStatuses();

  void setStatuses(String value);

  @Description("Whether events and series yield multivariate markets (combos): exclude or include.")
  @Default.String("exclude")
  String getCombos();

  void setCombos(String value);

  @Description("Fraction of the shards that may be missing before the run fails: 0 to 1.")
  @Default.String("0")
  String getMaxFailedFraction();

  void setMaxFailedFraction(String value);

  @Description(
      "Location of the URL of a webhook: projects/P/secrets/S/versions/V in Secret Manager, file:PATH or"
          + " env:NAME. It gets a message when a run is not well, and when one is well again.")
  @Nullable String getNotify();

  void setNotify(@Nullable String value);

  @Description(
      "Location of the URL of a monitor of jobs, such as healthchecks.io, as for --notify. It is"
          + " told of each start and end.")
  @Nullable String getPing();

  void setPing(@Nullable String value);
}
