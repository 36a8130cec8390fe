package dev.marketdata.kalshi.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes reports of small outputs. */
class ReportTest {

  private static final String MONDAY = "2026-11-23T12:00:00Z";
  private static final String TUESDAY = "2026-11-24T12:00:00Z";

  @TempDir Path folder;
  private StoredOutput output = new StoredOutput(Path.of(""));

  @BeforeEach
  void create() {
    output = new StoredOutput(folder);
  }

  private static List<String> values(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }

  private void runOf(String slot, String bid, String ask) throws IOException {
    output.run(slot).market("KXA-1-T1", "Will it rain?", bid, ask, "10.00").finish();
  }

  @Test
  void pricesAreWholeMultiplesOfTheirUnit() throws IOException {
    runOf(MONDAY, "0.1230", "0.1250");

    JsonNode data = StoredOutput.data(output.report());

    assertThat(
        values(data.path("snapshots").path(0).path(1)).get(0) + " x " + data.path("unit"),
        is("123 x 1000"));
  }

  @Test
  void aSeriesIsDifferencesFromTheOneBefore() throws IOException {
    runOf(MONDAY, "0.1000", "0.3000");
    runOf("2026-11-23T14:00:00Z", "0.0000", "0.3000");
    runOf("2026-11-23T16:00:00Z", "0.1300", "0.3000");

    JsonNode data = StoredOutput.data(output.report());

    assertThat(values(data.path("snapshots").path(0).path(1)), contains("10", "null", "3"));
  }

  @Test
  void aSideWithoutAQuoteIsNull() throws IOException {
    runOf(MONDAY, "0.0000", "1.0000");

    JsonNode data = StoredOutput.data(output.report());

    assertThat(
        List.of(data.path("bid").path(0).isNull(), data.path("ask").path(0).isNull()),
        contains(true, true));
  }

  @Test
  void theSameDataGiveTheSameBytes() throws IOException {
    runOf(MONDAY, "0.1", "0.3");

    assertThat(output.report().html(), is(output.report().html()));
  }

  @Test
  void aBrokenShardIsLeftOutAndCounted() throws IOException {
    output
        .run(MONDAY)
        .market("KXA-1-T1", "Will it rain?", "0.1", "0.3", "1.00")
        .file("market_data", "KXA-1-T2", "{\"schema\":1,")
        .finish();

    Report report = output.report();

    assertThat(List.of(report.brokenShards(), (long) report.markets()), contains(1L, 1L));
  }

  @Test
  void aHostileTitleIsText() throws IOException {
    String title = "</script><img src=x onerror=alert(1)>";
    output.run(MONDAY).market("KXA-1-T1", title, "0.10", "0.12", "1.00").finish();
    output.run(TUESDAY).market("KXA-1-T1", title, "0.50", "0.52", "9.00").finish();

    String html = output.report().html();

    assertThat(html, not(containsString("<img")));
    assertThat(html, containsString("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
  }

  @Test
  void halfACharacterLeavesTheTickerAsTheName() throws IOException {
    String slot = "{\"slot\":\"" + MONDAY + "\",\"received_at\":\"" + MONDAY + "\",";
    output
        .run(MONDAY)
        .file(
            "market_data",
            "KXA-1-T1",
            slot + "\"market_ticker\":\"KXA-1-T1\",\"market\":{\"title\":\"\\ud83d\"}}")
        .finish();

    assertThat(values(StoredOutput.data(output.report()).path("title")), contains(""));
  }

  @Test
  void theScriptAndTheStyleAreThoseOfTheirChecksums() throws Exception {
    runOf(MONDAY, "0.1", "0.3");
    String html = output.report().html();
    Matcher policy =
        Pattern.compile("default-src 'none'; script-src '(.+?)'; style-src '(.+?)'").matcher(html);

    assertThat(policy.find(), is(true));
    assertThat(hash(html, "<script>", "</script>"), is(policy.group(1)));
    assertThat(hash(html, "<style>", "</style>"), is(policy.group(2)));
  }

  private static String hash(String html, String start, String end) throws Exception {
    int from = html.indexOf(start) + start.length();
    byte[] content = html.substring(from, html.indexOf(end, from)).getBytes(UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void aPageThatIsTooLargeHasFewerDetailsAndSaysSo() throws IOException {
    StoredOutput.Run run = output.run(MONDAY);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      String ticker = "KXA-1-T" + i;
      run.market(ticker, "Market", "0.1", "0.3", i + ".00");
      String bid = "0." + (100_000 + random.nextInt(800_000));
      run.candles(ticker, 100, bid, bid);
    }
    run.finish();
    int all = output.report().size();

    Report report = Report.of(output.settings(), all - 500);

    assertThat(report.size(), lessThanOrEqualTo(all - 500));
    assertThat(report.html(), containsString(report.notes().get(0)));
  }

  @Test
  void aRunThatStoppedIsAGapWithTheCommandThatRepairsIt() throws IOException {
    runOf(MONDAY, "0.1", "0.3");
    runOf("2026-11-23T16:00:00Z", "0.1", "0.3");

    assertThat(
        output.report().html(),
        containsString(
            "./kalshi collect --tickers=my-tickers.txt --include=trades"
                + " --slot=2026-11-23T14:00:00Z --output="));
  }

  @Test
  void aRowOfTheRunsHasItsRefusalsBudgetAndOutages() throws IOException {
    runOf(MONDAY, "0.1", "0.3");

    assertThat(
        firstRow(output.report(), "runs"),
        is("2026-11-23 12:00 complete 1 min 10 s 1 0 0 0 0 7 3 50% 5 s"));
  }

  /** Returns the texts of the first row of a table. */
  private static String firstRow(Report report, String table) {
    String html = report.html();
    int start = html.indexOf("<tbody>", html.indexOf("<table id=\"" + table + "\">"));
    return html.substring(start, html.indexOf("</tr>", start))
        .replaceAll("<[^>]+>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Test
  void theChangeIsThatSinceADayBefore() throws IOException {
    runOf(MONDAY, "0.10", "0.12");
    runOf(TUESDAY, "0.50", "0.53");

    // Two half cents more than 0.40.
    assertThat(output.report().html(), containsString("+0.405"));
  }

  @Test
  void aMarketThatSettledCountsInTheRowOfItsPriceADayBefore() throws IOException {
    output.run(MONDAY).market("KXOLD-1-A", "A", "0.30", "0.34", "1.00").finish();
    output.run("2026-11-24T16:00:00Z").settled("KXOLD-1-A", "yes", "2026-11-24T15:00:00Z").finish();

    assertThat(firstRow(output.report(), "buckets"), is("0.3 to 0.4 1 1 0.320 1.000"));
  }

  @Test
  void candlesAndTradesAreThoseOfTheMarketsWithTheMostVolume() throws IOException {
    output
        .run(MONDAY)
        .market("KXA-1-FEW", "Few", "0.1", "0.3", "1.00")
        .market("KXA-1-MANY", "Many", "0.1", "0.3", "9.00")
        .candles("KXA-1-MANY", 3, "0.2", "0.3")
        .candles("KXA-1-FEW", 3, "0.2", "0.3")
        .trade("KXA-1-MANY", "0.25", "3.00")
        .finish();
    ReportSettings all = output.settings();
    ReportSettings one =
        new ReportSettings(all.output(), all.jobName(), null, null, all.interval(), 1);

    JsonNode data = StoredOutput.data(Report.of(one));

    assertThat(values(data.path("tickers")), contains("KXA-1-MANY", "KXA-1-FEW"));
    assertThat(data.path("candles").size(), is(1));
    assertThat(values(data.path("candles").path(0).path(4)), contains("200", "0", "0"));
    assertThat(values(data.path("trades").path(0).path(2)), contains("300"));
  }

  @Test
  void theChangeDoesNotDependOnHowManyMarketsHaveCandles() throws IOException {
    output
        .run(MONDAY)
        .market("KXA-1-A", "A", "0.10", "0.12", "1.00")
        .candles("KXA-1-A", 3, "0.20", "0.22")
        .finish();
    output
        .run(TUESDAY)
        .market("KXA-1-A", "A", "0.50", "0.52", "9.00")
        .candles("KXA-1-A", 3, "0.60", "0.62")
        .finish();
    ReportSettings all = output.settings();
    ReportSettings none =
        new ReportSettings(all.output(), all.jobName(), null, null, all.interval(), 0);

    JsonNode with = StoredOutput.data(output.report());
    JsonNode without = StoredOutput.data(Report.of(none));

    assertThat(values(without.path("change")), is(values(with.path("change"))));
    assertThat(values(without.path("traded")), is(values(with.path("traded"))));
  }

  @Test
  void slotsOutsideOfTheRangeAreLeftOut() throws IOException {
    runOf(MONDAY, "0.1", "0.3");
    runOf(TUESDAY, "0.2", "0.3");
    ReportSettings all = output.settings();
    ReportSettings first =
        new ReportSettings(
            all.output(), all.jobName(), null, Instant.parse(MONDAY), all.interval(), 1);

    JsonNode data = StoredOutput.data(Report.of(first));

    assertThat(data.path("snapshots").path(0).path(0).size(), is(1));
  }

  @Test
  void aTimeAfterTheNewestRunIsEmpty() throws IOException {
    runOf(MONDAY, "0.1", "0.3");
    ReportSettings all = output.settings();
    Instant later = Instant.parse("2026-12-01T00:00:00Z");

    Report report =
        Report.of(new ReportSettings(all.output(), all.jobName(), later, null, all.interval(), 1));

    assertThat(report.html(), containsString("No run of the job kalshi-market-data in this time"));
  }

  @Test
  void anOutputWithoutMarketsSaysWhatToDo() throws IOException {
    output.run(MONDAY).finish();

    assertThat(output.report().html(), containsString("No market has a snapshot in this time"));
  }

  @Test
  void thePageReplacesAnEarlierOneAndLeavesNothingElse() throws IOException {
    runOf(MONDAY, "0.1", "0.3");
    Path unused = output.write();
    runOf(TUESDAY, "0.1", "0.3");

    Path page = output.write();

    assertThat(Files.readString(page), is(output.report().html()));
    try (var files = Files.list(folder.resolve("report"))) {
      assertThat(files.count(), is(1L));
    }
  }

  @Test
  void aWholePageHasNoNotes() throws IOException {
    runOf(MONDAY, "0.1", "0.3");

    assertThat(output.report().notes(), is(empty()));
  }
}
