package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.store.OutputRoot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands that get what is missing, to be copied into a shell.
 *
 * @param output the root of the runs
 * @param jobName their job
 * @param tickers the ticker file of the newest run that read one; null if none did
 * @param api the API root of the newest run; null for Kalshi's
 * @param included the datasets of the newest run
 */
public record RepairCommand(
    OutputRoot output,
    String jobName,
    @Nullable String tickers,
    @Nullable String api,
    Set<String> included) {

  /** The flag's default, which a command leaves out. */
  public static final String JOB_NAME = "kalshi-market-data";

  /** The flag's default, which a command leaves out. */
  public static final String INTERVAL = "PT2H";

  /** The flag's default, which a command leaves out. */
  public static final String KALSHI_URL = "https://external-api.kalshi.com/trade-api/v2";

  /** Stands for a list that no file holds. */
  public static final String NO_FILE = "TICKER_FILE";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,~-]+");
  private static final Set<String> NOT_FILES = Set.of("", "command line", "standard input");

  /** Copies the names. */
  public RepairCommand {
    included = Set.copyOf(included);
  }

  /**
   * Returns the commands that go on as some runs did.
   *
   * @param runs those of the job, by their start
   */
  public static RepairCommand of(OutputRoot output, String jobName, List<ObservedRun> runs) {
    String tickers = null;
    String api = null;
    Set<String> included = Set.of();
    boolean regular = false;
    for (ObservedRun run : runs) {
      if (NOT_FILES.contains(run.tickerFile()) && run.api().isEmpty()) {
        continue;
      }
      api = run.api().isEmpty() ? api : run.api();
      // The list of a backfill, or of what an earlier run failed to collect, may be a shorter one.
      if (!run.isRetry() && !(run.isBackfill() && regular)) {
        tickers = NOT_FILES.contains(run.tickerFile()) ? null : run.tickerFile();
        regular |= !run.isBackfill();
        included = run.datasets();
      }
    }
    return new RepairCommand(output, jobName, tickers, api, included);
  }

  /** Returns the backfill of a gap. */
  public String of(CoverageGap gap) {
    return command(
        gap.datasets(),
        " --slot=" + gap.from() + (gap.from().equals(gap.to()) ? "" : "/" + gap.to()),
        gap.interval());
  }

  /** Returns another run of the current slot. */
  public String ofNow(Duration interval) {
    return command(included, "", interval);
  }

  private String command(Collection<String> wanted, String slot, Duration interval) {
    boolean demo = api != null && new ApiRoot(api).isLoopback();
    return "./kalshi "
        + (demo ? "demo" : "collect")
        + flag("tickers", tickers == null ? NO_FILE : tickers)
        + include(wanted)
        + slot
        + (interval.toString().equals(INTERVAL) ? "" : flag("interval", interval.toString()))
        + flag("output", output.toString())
        + (jobName.equals(JOB_NAME) ? "" : flag("jobName", jobName))
        + (api == null || demo || api.equals(KALSHI_URL) ? "" : flag("kalshiUrl", api));
  }

  private static String include(Collection<String> wanted) {
    String trades = Datasets.TRADES.name();
    String list =
        Datasets.optional().stream()
            .map(dataset -> dataset.name())
            .filter(wanted::contains)
            .filter(name -> !(name.equals(Datasets.CANDLESTICKS.name()) && wanted.contains(trades)))
            .collect(Collectors.joining(","));
    return list.isEmpty() ? "" : flag("include", list);
  }

  /** Returns a flag, after a blank, quoted where a shell needs it. */
  public static String flag(String name, String value) {
    return " --"
        + name
        + "="
        + (PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
  }
}
