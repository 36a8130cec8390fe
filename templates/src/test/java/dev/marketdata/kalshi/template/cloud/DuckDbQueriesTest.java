package dev.marketdata.kalshi.template.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.tables.TablesPipeline;
import dev.marketdata.kalshi.tables.TablesSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries the views of {@code duckdb.sql} on the output of two runs, and on files made for a test.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class DuckDbQueriesTest {

  @TempDir private static Path folder;
  private static Connection database;

  @BeforeAll
  static void collectTwice() throws Exception {
    SimulatorKeys keys = SimulatorKeys.ed25519();
    Files.writeString(folder.resolve("id"), keys.keyId());
    Files.writeString(folder.resolve("key.pem"), keys.pem());
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(SimulatedExchange.demo(Clock.systemUTC())).accept(keys).start()) {
      collect(kalshi);
      kalshi(
          "tables", "--output=" + folder.resolve("out"), "--date=" + LocalDate.now(ZoneOffset.UTC));
      collect(kalshi);
    }
    database = views(folder.resolve("out"));
  }

  private static Connection views(Path output) throws IOException, SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET file_search_path = '" + output + "'");
      statement.execute(Files.readString(Path.of("..", "docs", "queries", "duckdb.sql")));
    }
    return connection;
  }

  private static void collect(KalshiSimulator kalshi) throws IOException {
    kalshi(
        "collect",
        "--jobName=kalshi-market-data",
        "event:KXHIGHNY-26NOV22",
        "series:KXHIGHCHI",
        "--include=candlesticks,trades",
        "--output=" + folder.resolve("out"),
        "--slot=now",
        "--kalshiUrl=" + kalshi.url(),
        "--kalshiKeyId=file:" + folder.resolve("id"),
        "--kalshiPrivateKey=file:" + folder.resolve("key.pem"));
  }

  private static void kalshi(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.marketdata.kalshi.template.KalshiMain"));
    command.addAll(List.of(arguments));
    Script.Result run = Script.execute(folder, Map.of(), "", 120, command);
    assertThat(run.out() + run.err(), run.status(), is(0));
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static Object one(String query) throws SQLException {
    return one(database, query);
  }

  private static Object one(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getObject(1);
    }
  }

  /** The first column of the only row, on the files in a folder. */
  private static Object one(Path output, String query) throws IOException, SQLException {
    try (Connection connection = views(output)) {
      return one(connection, query);
    }
  }

  private static void write(Path output, String ticker, byte[] shard) throws IOException {
    Path date = output.resolve("market_data/ticker=" + ticker + "/date=2026-11-22");
    Files.write(Files.createDirectories(date).resolve("20261122T140000Z.json"), shard);
  }

  private static byte[] shard(String bid, String ask, String last) {
    String shard =
        """
        {"schema":1,"market_ticker":"KXA","slot":"2026-11-22T14:00:00Z","received_at":"2026-11-22T14:00:01.000Z",\
        "market":{"yes_bid_dollars":"%s","yes_ask_dollars":"%s","last_price_dollars":"%s"}}
        """;
    return shard.formatted(bid, ask, last).getBytes(UTF_8);
  }

  /** What a power cut leaves of a file. */
  static Stream<Arguments> remains() {
    byte[] whole = shard("0.4000", "0.4200", "0.4100");
    byte[] half = Arrays.copyOf(whole, 120);
    return Stream.of(
        arguments("empty", new byte[0]),
        arguments("cut off", half),
        arguments("zeros", new byte[whole.length]),
        arguments("cut off and filled with zeros", Arrays.copyOf(half, whole.length)));
  }

  @Test
  void everyShardIsARow() throws SQLException {
    Object stored = one("SELECT sum(stored) FROM runs");

    assertThat(one("SELECT count(*) FROM market_data").toString(), is(String.valueOf(stored)));
  }

  @Test
  void theMarketIsJsonAndThePartitionsAreColumns() throws SQLException {
    assertThat(
        one(
            "SELECT DISTINCT typeof(market) || ' ' || typeof(ticker) || ' ' || typeof(date) FROM market_data"),
        is("JSON VARCHAR DATE"));
    assertThat(one("SELECT count(*) FROM market_data WHERE market->>'ticker' <> ticker"), is(0L));
  }

  @Test
  void pricesAreExactDecimals() throws SQLException {
    assertThat(one("SELECT DISTINCT typeof(yes_bid) FROM prices"), is("DECIMAL(18,6)"));
    assertThat(
        (BigDecimal) one("SELECT max(yes_ask) FROM prices"), is(greaterThan(BigDecimal.ZERO)));
    assertThat(
        one(
            "SELECT count(*) FROM market_data JOIN prices USING (ticker, slot) "
                + "WHERE yes_bid <> (market->>'yes_bid_dollars')::DECIMAL(18, 6)"),
        is(0L));
  }

  @Test
  void theLastStateIsTheNewestOfEachMarket() throws SQLException {
    assertThat(
        one("SELECT count(*) FROM last_state"),
        is(one("SELECT count(DISTINCT ticker) FROM market_data")));
    assertThat(
        one("SELECT count(*) FROM last_state WHERE slot <> (SELECT max(slot) FROM market_data)"),
        is(0L));
  }

  @Test
  void everyRunIsARow() throws SQLException {
    assertThat(one("SELECT count(*) FROM runs WHERE verdict = 'complete'"), is(2L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("remains")
  void aBrokenShardIsNoRow(String name, byte[] remains, @TempDir Path output) throws Exception {
    write(output, "KXBROKEN", remains);
    write(output, "KXWHOLE", shard("0.4000", "0.4200", "0.4100"));

    assertThat(one(output, "SELECT string_agg(ticker) FROM prices"), is("KXWHOLE"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("remains")
  void aBrokenSummaryIsNoRow(String name, byte[] remains, @TempDir Path output) throws Exception {
    Path runs = output.resolve("runs/date=2026-11-22");
    Files.write(Files.createDirectories(runs.resolve("broken")).resolve("summary.json"), remains);
    Files.writeString(
        Files.createDirectories(runs.resolve("whole")).resolve("summary.json"),
        "{\"run\":\"whole\",\"markets\":{\"stored\":1}}\n");

    assertThat(one(output, "SELECT string_agg(run) FROM runs"), is("whole"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000, 1.0000, 0.0000, - - -",
    "0.0000, 0.0000, 0.0000, - - -",
    "0.0100, 1.0000, 0.0200, 0.010000 - 0.020000",
    "0.0000, 0.9999, 0.0000, - 0.999900 -",
  })
  void whereThereIsNoQuoteOrTradeThereIsNoPrice(
      String bid, String ask, String last, String prices, @TempDir Path output) throws Exception {
    write(output, "KXA", shard(bid, ask, last));
    String shown =
        "SELECT coalesce(yes_bid::VARCHAR, '-') || ' ' || coalesce(yes_ask::VARCHAR, '-') || ' ' "
            + "|| coalesce(last_price::VARCHAR, '-') FROM ";

    assertThat(one(output, shown + "prices"), is(prices));
    assertThat(one(output, shown + "last_state"), is(prices));
  }

  @Test
  void aMarketWithoutQuotesHasNoSpread(@TempDir Path output) throws Exception {
    write(output, "KXQUOTED", shard("0.4000", "0.4200", "0.4100"));
    write(output, "KXUNQUOTED", shard("0.0000", "1.0000", "0.0000"));

    assertThat(
        one(output, "SELECT avg(yes_ask - yes_bid)::DECIMAL(18, 6) FROM prices"),
        is(new BigDecimal("0.020000")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "market_data",
        "prices",
        "last_state",
        "candles_1m",
        "candles_1m_filled",
        "trades",
        "settlements",
        "movers",
        "runs",
        "coverage"
      })
  void withoutFilesAViewIsEmptyAndHasTheSameColumns(String view, @TempDir Path output)
      throws Exception {
    String columns = "SELECT string_agg(column_name || ' ' || column_type) FROM (DESCRIBE " + view;

    assertThat(one(output, "SELECT count(*) FROM " + view), is(0L));
    assertThat(one(output, columns + ")"), is(one(columns + ")")));
  }

  static Stream<String> questions() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "queries.md"));
    return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(block -> block.group(1).strip().replaceAll(";$", ""));
  }

  static Stream<String> linesForShards() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "data.md")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("SELECT ticker, unnest("))
        .map(line -> line.replaceAll(";$", ""));
  }

  @ParameterizedTest
  @MethodSource("linesForShards")
  void aLineOfTheDocumentationReadsTheShards(String sql) throws SQLException {
    assertThat((Long) one("SELECT count(*) FROM (" + sql + ")"), is(greaterThan(0L)));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void aQuestionOfTheDocumentationIsAnswered(String sql) throws SQLException {
    // The last one asks what is missing; nothing may be. Runs of --slot=now have no coverage.
    boolean isProof = sql.contains("candles.volume <>") || sql.contains("FROM coverage");

    assertThat((Long) one("SELECT count(*) FROM (" + sql + ")") > 0 || isProof, is(true));
  }

  @Test
  void aSnapshotIsInTheTableOrReadFromItsShard() throws SQLException {
    assertThat(
        one("SELECT count(*) FROM prices"),
        is(one("SELECT count(DISTINCT (ticker, slot)) FROM prices")));
    assertThat(one("SELECT count(*) FROM prices"), is(one("SELECT count(*) FROM market_data")));
    assertThat(one("SELECT count(DISTINCT slot) FROM prices"), is(2L));
  }

  @Test
  void aSlotOfCoverageIsOneRowWithWhatWasKnownLast(@TempDir Path output) throws Exception {
    summary(output, "20261122T120000Z", "complete");
    summary(output, "20261122T160000Z", "failed");
    makeTables(output);
    summary(output, "20261122T140000Z", "complete");
    makeTables(output);

    assertThat(
        one(
            output,
            "SELECT string_agg(strftime(slot, '%H ') || condition, ', ' ORDER BY slot) FROM coverage"
                + " WHERE slot <= '2026-11-22 16:00:00+00'"),
        is("12 available, 14 available, 16 missing"));
  }

  private static void summary(Path output, String slot, String verdict) throws IOException {
    String run = slot + "-kalshi-market-data-" + slot.replace("0000Z", "0500Z");
    Files.writeString(
        Files.createDirectories(output.resolve("runs/date=2026-11-22/" + run))
            .resolve("summary.json"),
        "{\"verdict\":\"%s\",\"interval\":\"PT2H\",\"finished_at\":\"2026-11-22T%s:06:00Z\"}%n"
            .formatted(verdict, slot.substring(9, 11)));
  }

  private static void makeTables(Path output) {
    LocalDate day = LocalDate.parse("2026-11-22");
    TablesSettings settings =
        new TablesSettings(
            new OutputRoot(output.toString()),
            day,
            day,
            Duration.ofHours(2),
            Instant.parse("2026-11-24T00:00:00Z"));
    Pipeline pipeline = Pipeline.create();
    TablesPipeline.build(pipeline, settings);
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @CsvSource({
    "candles_1m, candlesticks, end_period_ts",
    "trades, trades, trade_id",
  })
  void whatTheTableAndALaterShardHaveIsOneRow(String view, String dataset, String key)
      throws SQLException {
    String inShards =
        "SELECT count(DISTINCT (ticker, item.%s)) FROM (SELECT ticker, unnest(%s) AS item FROM "
            + "read_json('%s/*/*/*.json', hive_partitioning = true, union_by_name = true))";

    assertThat(
        one("SELECT count(*) FROM " + view), is(one(inShards.formatted(key, dataset, dataset))));
  }

  @Test
  void aFilledMinuteRepeatsTheQuotesOfTheCandleBefore() throws SQLException {
    assertThat(
        one("SELECT count(*) FROM candles_1m_filled WHERE NOT is_filled"),
        is(one("SELECT count(*) FROM candles_1m")));
    assertThat(
        (Long) one("SELECT count(*) FROM candles_1m_filled WHERE is_filled"), is(greaterThan(0L)));
    assertThat(
        one(
            "SELECT count(*) FROM candles_1m_filled AS filled ASOF JOIN candles_1m AS candle "
                + "ON filled.ticker = candle.ticker AND filled.end_period_ts >= candle.end_period_ts "
                + "WHERE filled.yes_bid_close IS DISTINCT FROM candle.yes_bid_close "
                + "OR (is_filled AND (filled.volume <> 0 OR filled.price_open IS NOT NULL))"),
        is(0L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("remains")
  void aBrokenShardOfTradesIsNoRow(String name, byte[] remains, @TempDir Path output)
      throws Exception {
    Path broken = output.resolve("trades/ticker=KXBROKEN/date=2026-11-22/20261122T140000Z.json");
    Files.createDirectories(broken.getParent());
    Files.write(broken, remains);
    Path whole = output.resolve("trades/ticker=KXWHOLE/date=2026-11-22/20261122T140000Z.json");
    Files.createDirectories(whole.getParent());
    Files.writeString(
        whole,
        "{\"slot\":\"2026-11-22T14:00:00Z\",\"trades\":[{\"trade_id\":\"a\",\"count_fp\":\"0.29\","
            + "\"yes_price_dollars\":\"0.000001\",\"created_time\":\"2026-11-22T13:00:00.1Z\"}]}\n");

    assertThat(
        one(output, "SELECT string_agg(ticker || ' ' || count || ' ' || yes_price) FROM trades"),
        is("KXWHOLE 0.29 0.000001"));
  }
}
