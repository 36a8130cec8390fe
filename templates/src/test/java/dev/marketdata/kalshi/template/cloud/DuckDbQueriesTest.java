package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries the views of {@code duckdb.sql} on the output of two runs. */
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
      collect(kalshi, "2026-11-22T12:00:00Z");
      collect(kalshi, "2026-11-22T14:00:00Z");
    }
    database = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = database.createStatement()) {
      statement.execute("SET file_search_path = '" + folder.resolve("out") + "'");
      statement.execute(Files.readString(Path.of("..", "cloud", "queries", "duckdb.sql")));
    }
  }

  private static void collect(KalshiSimulator kalshi, String slot) throws IOException {
    Script.Result run =
        Script.execute(
            folder,
            Map.of(),
            "",
            120,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.marketdata.kalshi.template.KalshiMain",
                "collect",
                "--jobName=kalshi-market-data",
                "--tickers=" + Path.of("demo", "tickers.txt").toAbsolutePath(),
                "--output=" + folder.resolve("out"),
                "--slot=" + slot,
                "--kalshiUrl=" + kalshi.url(),
                "--kalshiKeyId=file:" + folder.resolve("id"),
                "--kalshiPrivateKey=file:" + folder.resolve("key.pem")));
    assertThat(run.out() + run.err(), run.status(), is(0));
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static Object one(String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getObject(1);
    }
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
                + "WHERE market->>'yes_bid_dollars' IS NOT NULL AND yes_bid IS NULL"),
        is(0L));
  }

  @Test
  void theLastStateIsTheNewestOfEachMarket() throws SQLException {
    assertThat(
        one("SELECT count(*) FROM last_state"),
        is(one("SELECT count(DISTINCT ticker) FROM market_data")));
    assertThat(
        one("SELECT count(*) FROM last_state WHERE slot <> TIMESTAMPTZ '2026-11-22 14:00:00+00'"),
        is(0L));
  }

  @Test
  void everyRunIsARow() throws SQLException {
    assertThat(one("SELECT count(*) FROM runs WHERE verdict = 'complete'"), is(2L));
  }
}
