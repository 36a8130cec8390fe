package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.API;
import static dev.marketdata.kalshi.runs.RunFixtures.COUNTS;
import static dev.marketdata.kalshi.runs.RunFixtures.FINISHED;
import static dev.marketdata.kalshi.runs.RunFixtures.RUN;
import static dev.marketdata.kalshi.runs.RunFixtures.miss;
import static dev.marketdata.kalshi.runs.RunFixtures.receipt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.RequestUsage;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code summary.json}, as others read it. */
class RunSummaryTest {

  private static final EarlierRuns EARLIER =
      new EarlierRuns(FINISHED, Instant.parse("2026-11-22T02:00:00Z"), 5, List.of(), null);
  private static final FetchUsage USAGE = usage("180.000", Duration.ofMillis(400));

  @Test
  void itHasTheFieldsOfTheContractInTheirOrder() {
    RunTally tally = new RunTally(Datasets.all());
    tally.add(receipt("A", Outcome.STORED));
    tally.add(receipt("B", Outcome.ALREADY_THERE));
    tally.add(receipt("A", "orderbooks", Outcome.STORED));
    tally.add(miss("N", MissReason.NOT_FOUND));
    tally.add(miss("I", MissReason.INVALID));

    assertThat(
        json(tally, USAGE),
        is(
            "{\"schema\":1,\"slot\":\"2026-11-22T14:00:00Z\",\"job\":\"kalshi-market-data\","
                + "\"run\":\"20261122T140000Z-kalshi-market-data-20261122T140411Z\","
                + ("\"version\":\"" + Version.value() + "\",")
                + "\"api\":\"https://external-api.kalshi.com/trade-api/v2\","
                + "\"started_at\":\"2026-11-22T14:04:11Z\","
                + "\"finished_at\":\"2026-11-22T14:04:31.500Z\",\"late_seconds\":251.0,"
                + "\"interval\":\"PT2H\",\"include\":[],"
                + "\"missed_slots\":{\"count\":5,\"since\":\"2026-11-22T02:00:00Z\"},"
                + "\"tickers\":{\"file\":\"gs://bucket/tickers.txt\",\"generation\":\"1763\","
                + "\"market\":990,\"event\":3,\"series\":2,\"unsaid\":5,\"duplicates\":1},"
                + "\"markets\":{\"stored\":1,\"already_there\":1},"
                + "\"orderbooks\":{\"stored\":1,\"already_there\":0},"
                + "\"candlesticks\":{\"stored\":0,\"already_there\":0,\"empty\":0},"
                + "\"trades\":{\"stored\":0,\"already_there\":0,\"empty\":0},"
                + "\"misses\":{\"not_found\":1,\"no_markets\":0,\"invalid\":1,\"rejected\":0,"
                + "\"malformed\":0,\"unavailable\":0,\"timed_out\":0,\"not_stored\":0},"
                + "\"requests\":{\"total\":20,\"by_status\":{\"200\":19,\"429\":1},\"retries\":1,"
                + "\"tokens\":200},"
                + "\"budget\":{\"tokens_per_second\":180.0,\"source\":\"account\","
                + "\"waited_seconds\":0.4,\"reached_tokens_per_second\":172.7},"
                + "\"bytes\":300,\"verdict\":\"partial\",\"stopped_by\":null,"
                + "\"schema_drift\":[],\"outages\":[],\"clock_offset_seconds\":0.0,"
                + "\"volume_check\":null,\"windows\":[],\"backfill\":null,\"notices\":null,\"plan\":{\"chosen\":\"lookups\","
                + "\"why\":\"names are looked up by the hundred\","
                + "\"walk_pages\":0,\"walk_found\":0}}\n"));
  }

  @Test
  void eachDifferenceFromTheSchemaIsARow() {
    assertThat(
        json(new RunTally(Datasets.all()), drift()),
        containsString(
            "\"schema_drift\":["
                + "{\"dataset\":\"market_data\",\"field\":\"title\",\"finding\":\"gone\","
                + "\"count\":2,\"example\":\"A\",\"value\":null},"
                + "{\"dataset\":\"orderbooks\",\"field\":\"at\",\"finding\":\"new\","
                + "\"count\":3,\"example\":\"B\",\"value\":\"\\\"now\\\"\"}]"));
  }

  @Test
  void largeNumbersAreWrittenPlain() {
    assertThat(
        json(new RunTally(Datasets.all()), usage("12000", Duration.ofSeconds(100_000))),
        containsString(
            "{\"tokens_per_second\":12000.0,\"source\":\"account\",\"waited_seconds\":100000.0,"
                + "\"reached_tokens_per_second\":172.7}"));
  }

  @Test
  void smallNumbersAreWrittenPlain() {
    assertThat(
        json(new RunTally(Datasets.all()), usage("0.001", Duration.ZERO)),
        containsString(
            "{\"tokens_per_second\":0.001,\"source\":\"account\",\"waited_seconds\":0.0,"
                + "\"reached_tokens_per_second\":172.7}"));
  }

  @Test
  void aBudgetThatWasNeverLearnedIsNull() {
    assertThat(
        json(new RunTally(Datasets.all()), FetchUsage.NONE),
        containsString(
            "\"budget\":{\"tokens_per_second\":null,\"source\":null,\"waited_seconds\":0.0,"
                + "\"reached_tokens_per_second\":null}"));
  }

  @Test
  void itIsOneLine() {
    assertThat(json(new RunTally(Datasets.all()), USAGE).lines().count(), is(1L));
  }

  @Test
  void aSummaryIsReadBack() throws Exception {
    RunSummary summary = summary(new RunTally(Datasets.all()), USAGE);

    assertThat(RunSummary.fromJson(RunSummary.line(summary)), is(summary));
  }

  @Test
  void aSummaryWithDifferencesIsReadBack() throws Exception {
    RunSummary summary = summary(new RunTally(Datasets.all()), drift());

    assertThat(RunSummary.fromJson(RunSummary.line(summary)), is(summary));
  }

  @Test
  void aFailedSummaryIsReadBack() throws Exception {
    RunTally tally = new RunTally(Datasets.all());
    tally.add(miss("A", MissReason.UNAVAILABLE));
    RunSummary summary =
        summary(
            tally,
            new FetchUsage(
                RequestUsage.NONE,
                Duration.ZERO,
                null,
                "no \"way\"\n",
                SchemaDrift.NONE,
                List.of(),
                VolumeCheck.NONE,
                Duration.ZERO));

    assertThat(RunSummary.fromJson(RunSummary.line(summary)), is(summary));
  }

  @Test
  void anInvalidSummaryIsRefused() {
    IOException refusal =
        assertThrows(IOException.class, () -> RunSummary.fromJson("{\"schema\":".getBytes(UTF_8)));

    assertThat(refusal.getMessage(), containsString("Unexpected end-of-input"));
  }

  private static FetchUsage usage(String tokensPerSecond, Duration waited) {
    return new FetchUsage(
        new RequestUsage(
            new TreeMap<>(Map.of("200", 19L, "429", 1L)),
            1,
            200,
            190,
            FINISHED,
            FINISHED.plus(Duration.ofMillis(1_100))),
        waited,
        new BudgetRate(new BigDecimal(tokensPerSecond), 360, "account"),
        null,
        SchemaDrift.NONE,
        List.of(),
        VolumeCheck.NONE,
        Duration.ZERO);
  }

  private static FetchUsage drift() {
    SchemaDrift drift =
        new SchemaDrift(
            new TreeMap<>(
                Map.of(
                    new Difference(Finding.NEW, "orderbooks", "at", ""),
                    new Sighting(3, "B", "\"now\""),
                    new Difference(Finding.GONE, "market_data", "title", ""),
                    new Sighting(2, "A", null))));
    return new FetchUsage(
        RequestUsage.NONE,
        Duration.ZERO,
        null,
        null,
        drift,
        List.of(),
        VolumeCheck.NONE,
        Duration.ZERO);
  }

  private static String json(RunTally tally, FetchUsage usage) {
    return new String(RunSummary.line(summary(tally, usage)), UTF_8);
  }

  private static RunSummary summary(RunTally tally, FetchUsage usage) {
    return tally.summary(
        RUN, RunFixtures.RULES, API, COUNTS, EARLIER, usage, BigDecimal.ZERO, FINISHED);
  }
}
