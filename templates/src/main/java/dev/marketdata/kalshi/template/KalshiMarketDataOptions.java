package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a run, as raw text; {@link SettingsFromOptions} checks them and gives them types.
 */
public interface KalshiMarketDataOptions extends PipelineOptions {

  /** The default output: the folder that one is in. */
  String HERE = ".";

  @Description("Ticker file or glob, local or gs:// (on Dataflow gs://): one selector a line.")
  @Default.String("tickers.txt")
  String getTickers();

  void setTickers(String value);

  @Description("Root of the output: a local folder, or gs://bucket[/prefix] (on Dataflow that).")
  @Default.String(HERE)
  String getOutput();

  void setOutput(String value);

  @Description("Root of Kalshi's API: https, or http to a loopback address.")
  @Default.String("https://external-api.kalshi.com/trade-api/v2")
  String getKalshiUrl();

  void setKalshiUrl(String value);

  @Description(
      "Where the API key's id lies: projects/P/secrets/S/versions/V in Secret Manager, file:PATH or"
          + " env:NAME. Together with --kalshiPrivateKey; without both, public data is read"
          + " unsigned.")
  @Nullable String getKalshiKeyId();

  void setKalshiKeyId(@Nullable String value);

  @Description(
      "Where the API key's private key (PEM) lies: projects/P/secrets/S/versions/V in Secret"
          + " Manager, file:PATH or env:NAME.")
  @Nullable String getKalshiPrivateKey();

  void setKalshiPrivateKey(@Nullable String value);

  @Description("Time between slots: an ISO-8601 duration that divides a day.")
  @Default.String("PT2H")
  String getInterval();

  void setInterval(String value);

  @Description(
      "Slot to write: an instant such as 2026-11-22T14:00:00Z, or now. Default: the launch time,"
          + " floored to the interval.")
  @Nullable String getSlot();

  void setSlot(@Nullable String value);

  @Description(
      "ISO-8601 duration after which what is left is given up and the summary is written. Default:"
          + " the interval less 10 minutes.")
  @Nullable String getDeadline();

  void setDeadline(@Nullable String value);

  @Description("Fraction of the account's read budget this run may spend: above 0, at most 1.")
  @Default.String("0.9")
  String getBudgetShare();

  void setBudgetShare(String value);

  @Description(
      "Requests per second, instead of what the account says. Default: the account's budget;"
          + " unsigned 10.")
  @Nullable String getRequestsPerSecond();

  void setRequestsPerSecond(@Nullable String value);

  @Description("Datasets besides market_data, comma-separated: orderbooks.")
  @Default.String("")
  String getInclude();

  void setInclude(String value);

  @Description(
      "Statuses that events and series yield, comma-separated: unopened, open, paused, closed,"
          + " settled. Default: not yet settled, and settled within the last two intervals.")
  @Default.String("")
  String getStatuses();

  void setStatuses(String value);

  @Description("Whether events and series yield multivariate markets: exclude or include.")
  @Default.String("exclude")
  String getCombos();

  void setCombos(String value);

  @Description("Fraction of what was asked for that may be missing before the run fails: 0 to 1.")
  @Default.String("0")
  String getMaxFailedFraction();

  void setMaxFailedFraction(String value);
}
