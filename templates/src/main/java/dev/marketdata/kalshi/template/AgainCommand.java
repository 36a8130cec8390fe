package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.runs.RepairCommand;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands that a run's messages give, with the flags of the run. */
record AgainCommand(KalshiMarketDataOptions options, OutputRoot output, RunId run) {

  /** Returns the command that collects what the run missed. */
  String collect() {
    return "./kalshi collect"
        + RepairCommand.flag("tickers", output.resolve(run.folder() + "/failed.txt"))
        + common()
        + flag("include", options.getInclude(), "")
        + flag("slot", pastSlots(), null)
        + flag("kalshiUrl", options.getKalshiUrl(), KalshiMarketDataOptions.KALSHI_URL)
        + flag("kalshiKeyId", options.getKalshiKeyId(), null)
        + flag("kalshiPrivateKey", options.getKalshiPrivateKey(), null);
  }

  /** Returns the command that shows what is missing. */
  String coverage() {
    return "./kalshi coverage" + common();
  }

  private String common() {
    return RepairCommand.flag("output", output.toString())
        + flag("interval", options.getInterval(), KalshiMarketDataOptions.INTERVAL)
        + flag("jobName", options.getJobName(), KalshiMarketDataOptions.JOB_NAME);
  }

  /** A run of one slot is repeated in the current one. */
  private @Nullable String pastSlots() {
    String slot = options.getSlot();
    return slot != null && slot.contains("/") ? slot : null;
  }

  private static String flag(String name, @Nullable String value, @Nullable String usual) {
    return value == null || Objects.equals(value, usual) ? "" : RepairCommand.flag(name, value);
  }
}
