package dev.marketdata.kalshi.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.runs.Coverage;
import dev.marketdata.kalshi.runs.RepairCommand;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tables.StoredRows;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A page that shows what the runs under an output hold: one file of HTML. The same data give the
 * same bytes: its end is that of the newest run, not the time at which it is made.
 *
 * @param html the page
 * @param size its bytes in UTF-8
 * @param markets how many markets it lists
 * @param charts how many of them have candles and trades
 * @param brokenShards the shards that were left out, because they could not be read
 * @param notes what is left out for the sake of its size, each as a sentence
 */
public record Report(
    String html, int size, int markets, int charts, long brokenShards, List<String> notes) {

  /** Where the page is, under the root of the output. */
  public static final String PATH = "report/index.html";

  /** The most bytes of a page. */
  static final int MOST_BYTES = 5_000_000;

  private static final Instant FIRST_DAY = Instant.parse("2000-01-01T00:00:00Z");
  private static final int DAYS = 30;
  private static final int MOVERS = 20;

  /**
   * Makes the page.
   *
   * @throws IOException if the output cannot be read
   */
  public static Report of(ReportSettings settings) throws IOException {
    return of(settings, MOST_BYTES);
  }

  static Report of(ReportSettings settings, int mostBytes) throws IOException {
    RunHistory history = new RunHistory(settings.output());
    List<RunId> runs = history.since(FIRST_DAY);
    Instant newest = newest(history, runs);
    Range range = range(settings, firstDay(runs), newest);
    Coverage coverage =
        Coverage.read(history, settings.jobName(), range.from(), newest, settings.interval());
    StoredRows stored =
        StoredRows.of(
            settings.output(), ReadMarkets.firstDay(range.from()), ReadMarkets.lastDay(range.to()));
    List<Market> markets =
        new ReadMarkets(stored, range.from(), range.to(), range.end()).read(settings.top());
    CoverageView coverageView =
        new CoverageView(
            coverage.rows().stream().filter(row -> range.has(row.window().slot())).toList(),
            RepairCommand.of(settings.output(), settings.jobName(), coverage.runs()));

    Map<String, Object> model = new HashMap<>();
    addHead(settings, range, newest, model);
    addHealth(settings, range, coverage, runs, model);
    model.put("maps", coverageView.maps());
    model.put("gaps", coverageView.gaps());
    model.put("hasTickerFile", coverageView.hasTickerFile());
    model.put("hasTables", stored.hasTables());
    model.put("brokenShards", Numbers.count(stored.brokenShards()));
    model.put("isBroken", stored.brokenShards() > 0);
    addMarkets(markets, model);
    Map<String, List<long[]>> holes = new LinkedHashMap<>();
    for (String dataset : List.of("market_data", "candlesticks")) {
      holes.put(dataset, coverageView.holes(dataset));
    }
    PageData data = new PageData(markets, range.end(), holes);
    Detail all = Detail.all(Math.min(settings.top(), markets.size()), markets.size());
    return fitted(model, data, all, mostBytes, stored.brokenShards());
  }

  /** Fills in the page with as much detail as fits. */
  private static Report fitted(
      Map<String, Object> model, PageData data, Detail all, int mostBytes, long brokenShards)
      throws IOException {
    Page page = new Page();
    Detail detail = all;
    while (true) {
      List<String> notes = detail.notes(all);
      model.put("notes", notes);
      String html = page.fill(model, data.encode(detail));
      int size = html.getBytes(UTF_8).length;
      if (size <= mostBytes || detail.markets() == 0) {
        return new Report(html, size, detail.markets(), detail.charts(), brokenShards, notes);
      }
      detail = detail.less();
    }
  }

  /**
   * The time that is shown.
   *
   * @param from the first slot
   * @param to the last slot
   * @param end the last time of which there can be something
   */
  private record Range(Instant from, Instant to, Instant end) {

    boolean has(Instant slot) {
      return !slot.isBefore(from) && !slot.isAfter(to);
    }
  }

  private static Instant firstDay(List<RunId> runs) {
    return runs.stream()
        .map(run -> run.slot().time().truncatedTo(ChronoUnit.DAYS))
        .min(Comparator.naturalOrder())
        .orElse(FIRST_DAY);
  }

  private static Range range(ReportSettings settings, Instant first, Instant newest) {
    Instant last = settings.to() == null ? newest : settings.to();
    Instant usual = last.truncatedTo(ChronoUnit.DAYS).minus(DAYS - 1, ChronoUnit.DAYS);
    Instant from =
        settings.from() == null ? Collections.max(List.of(usual, first)) : settings.from();
    // Of a time after the newest run, there is nothing.
    Instant to = last.isBefore(from) ? from : last;
    return new Range(from, to, to.isBefore(newest) || newest.isBefore(from) ? to : newest);
  }

  private static void addHead(
      ReportSettings settings, Range range, Instant newest, Map<String, Object> model) {
    model.put("job", settings.jobName());
    model.put("output", settings.output().toString());
    model.put("from", range.from().toString());
    model.put("fromText", Numbers.time(range.from()));
    model.put("to", range.end().truncatedTo(ChronoUnit.SECONDS).toString());
    model.put("toText", Numbers.time(range.end()));
    model.put("newest", newest.truncatedTo(ChronoUnit.SECONDS).toString());
    model.put("newestText", Numbers.time(newest));
    model.put("interval", settings.interval().toSeconds());
  }

  private static void addHealth(
      ReportSettings settings,
      Range range,
      Coverage coverage,
      List<RunId> runs,
      Map<String, Object> model) {
    model.put(
        "runs",
        HealthView.rows(
            coverage.runs().stream().filter(run -> range.has(run.id().slot().time())).toList()));
    model.put(
        "otherJobs",
        runs.stream()
            .map(RunId::jobName)
            .filter(job -> !job.equals(settings.jobName()))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", ")));
  }

  private static void addMarkets(List<Market> markets, Map<String, Object> model) {
    model.put("markets", Numbers.count(markets.size()));
    model.put("hasMarkets", !markets.isEmpty());
    model.put("hasCandles", markets.stream().anyMatch(market -> market.candles().size() > 0));
    model.put("hasTrades", markets.stream().anyMatch(market -> market.trades().size() > 0));
    model.put("settled", markets.stream().anyMatch(market -> market.settledAt() != Series.NONE));
    model.put("movers", movers(Movers.of(markets, MOVERS)));
    addCalibration(Calibration.of(markets), model);
  }

  /** Writes the page under the root of an output, in place of an earlier one. */
  public void write(OutputRoot output) throws IOException {
    output.replace(PATH, html.getBytes(UTF_8));
  }

  /** Returns the end of the newest run; that of an earlier time if it has not finished. */
  private static Instant newest(RunHistory history, List<RunId> runs) throws IOException {
    RunId newest = runs.stream().max(Comparator.comparing(RunId::startedAt)).orElse(null);
    if (newest == null) {
      return FIRST_DAY;
    }
    JsonNode summary = history.summaryOf(newest);
    Instant finished = summary == null ? null : HealthView.time(summary, "finished_at");
    return Objects.requireNonNullElse(finished, newest.startedAt());
  }

  private static List<Map<String, Object>> movers(Movers movers) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Movers.Mover mover : movers.most()) {
      Market market = mover.market();
      rows.add(
          Map.of(
              "ticker", market.ticker(),
              "title", title(market),
              "before", Numbers.halves(mover.before()),
              "now", Numbers.halves(mover.now()),
              "change", Numbers.change(mover.change()),
              "isUp", mover.change() > 0,
              "volume", mover.volume() == Series.NONE ? "" : Numbers.contracts(mover.volume())));
    }
    return rows;
  }

  private static String title(Market market) {
    String title = market.text("title");
    String side = market.text("yes_sub_title");
    if (title == null || side == null || title.equals(side)) {
      return title == null ? Objects.requireNonNullElse(side, "") : title;
    }
    return title + " \u00b7 " + side;
  }

  private static void addCalibration(Calibration calibration, Map<String, Object> model) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Calibration.Bucket bucket : calibration.buckets()) {
      rows.add(
          Map.of(
              "from", "0." + bucket.number(),
              "to", bucket.number() == 9 ? "1.0" : "0." + (bucket.number() + 1),
              "markets", Numbers.count(bucket.markets()),
              "yes", Numbers.count(bucket.yes()),
              "mean", Numbers.mean(bucket.doubled(), bucket.markets()),
              "share", Numbers.mean(2_000_000 * bucket.yes(), bucket.markets())));
    }
    model.put("buckets", rows);
    model.put("calibrated", Numbers.count(calibration.markets()));
    model.put("withoutPrice", Numbers.count(calibration.withoutPrice()));
    model.put("hasWithoutPrice", calibration.withoutPrice() > 0);
  }
}
