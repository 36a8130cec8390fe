package dev.marketdata.kalshi.tables;

import static dev.marketdata.kalshi.tables.Collected.DAY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes tables of small outputs on the DirectRunner, and reads them with DuckDB. */
class TablesPipelineTest {

  private static final String NOON = DAY + "T12:00:00Z";
  private static final String TWO = DAY + "T14:00:00Z";

  @TempDir Path folder;
  private Collected collected = new Collected(Path.of(""));

  @BeforeEach
  void create() {
    collected = new Collected(folder);
  }

  private static String market(String bid) {
    return "{\"ticker\":\"X\",\"status\":\"active\",\"yes_bid_dollars\":\"" + bid + "\"}";
  }

  private static String candle(String end, String volume) {
    return "{\"end_period_ts\":%d,\"volume_fp\":\"%s\"}"
        .formatted(Instant.parse(end).getEpochSecond(), volume);
  }

  private static String trade(String id, String time) {
    return "{\"trade_id\":\"%s\",\"created_time\":\"%s\",\"count_fp\":\"1.00\"}"
        .formatted(id, time);
  }

  private Instant slot(String slot) {
    return Instant.parse(slot);
  }

  @Test
  void rowsAreSortedByMarketAndTime() throws IOException {
    collected
        .run(TWO)
        .shard("market_data", "KXB", market("0.3"))
        .shard("market_data", "KXA", market("0.2"))
        .finish();
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();

    collected.make(DAY);

    assertThat(
        collected.query("market_data", "SELECT ticker, slot, yes_bid FROM TABLE"),
        contains(
            "KXA|2026-11-22T12:00:00Z|0.100000",
            "KXA|2026-11-22T14:00:00Z|0.200000",
            "KXB|2026-11-22T14:00:00Z|0.300000"));
  }

  @Test
  void aSnapshotIsInTheTableOfTheDayOnWhichItWasReceived() throws IOException {
    collected
        .run("2026-11-21T22:00:00Z", Instant.parse("2026-11-22T00:00:01Z"))
        .shard("market_data", "KXA", market("0.1"))
        .finish();

    collected.make("2026-11-21");
    collected.make(DAY);

    assertThat(
        collected.query("market_data", "SELECT date, slot FROM TABLE"),
        contains("2026-11-22|2026-11-21T22:00:00Z"));
  }

  @Test
  void theLastCandleOfADayIsInItsTable() throws IOException {
    collected
        .run("2026-11-23T00:00:00Z")
        .shard(
            "candlesticks",
            "KXA",
            "["
                + candle("2026-11-22T22:01:00Z", "1.00")
                + ","
                + candle("2026-11-23T00:00:00Z", "2.00")
                + "]")
        .finish();

    collected.make(DAY);

    assertThat(
        collected.query("candlesticks", "SELECT date, end_period_ts, volume FROM TABLE"),
        contains("2026-11-22|2026-11-22T22:01:00Z|1.00", "2026-11-22|2026-11-23T00:00:00Z|2.00"));
  }

  @Test
  void tradesAreSortedByTheirTime() throws IOException {
    collected
        .run(TWO)
        .shard(
            "trades",
            "KXA",
            "["
                + trade("c", "2026-11-22T13:00:00.5Z")
                + ","
                + trade("b", "2026-11-22T13:00:00.49656Z")
                + ","
                + trade("a", "2026-11-22T12:00:00Z")
                + "]")
        .finish();

    collected.make(DAY);

    assertThat(
        collected.query("trades", "SELECT trade_id, created_time FROM TABLE"),
        contains(
            "a|2026-11-22T12:00:00Z",
            "b|2026-11-22T13:00:00.496560Z",
            "c|2026-11-22T13:00:00.500Z"));
  }

  @Test
  void aTradeInTwoShardsIsOneRow() throws IOException {
    String shared = trade("a", "2026-11-22T12:10:00Z");
    collected.run("2026-11-22T12:37:00Z").shard("trades", "KXA", "[" + shared + "]").finish();
    collected
        .run(TWO)
        .shard("trades", "KXA", "[" + trade("b", "2026-11-22T13:00:00Z") + "," + shared + "]")
        .finish();

    collected.make(DAY);

    assertThat(collected.query("trades", "SELECT trade_id FROM TABLE"), contains("a", "b"));
    assertThat(collected.manifest("trades", "base").duplicates(), is(1L));
  }

  @Test
  void aCandleThatWasRevisedIsTheOneReceivedLastAndIsCounted() throws IOException {
    collected
        .run("2026-11-22T12:37:00Z")
        .shard("candlesticks", "KXA", "[" + candle("2026-11-22T12:36:00Z", "1.00") + "]")
        .finish();
    collected
        .run(TWO)
        .shard("candlesticks", "KXA", "[" + candle("2026-11-22T12:36:00Z", "2.00") + "]")
        .finish();

    collected.make(DAY);

    assertThat(collected.query("candlesticks", "SELECT volume FROM TABLE"), contains("2.00"));
    assertThat(collected.manifest("candlesticks", "base").revised(), is(1L));
  }

  @Test
  void shardsThatAreNotOfAFinishedRunAreNotRead() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected.run(TWO).shard("market_data", "KXA", market("0.2"));

    collected.make(DAY);

    assertThat(collected.query("market_data", "SELECT yes_bid FROM TABLE"), contains("0.100000"));
  }

  @Test
  void shardsOfAKilledRunAreReadByTheReceiptsOfTheNext() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1"));
    collected
        .run(NOON, Instant.parse("2026-11-22T13:00:00Z"))
        .receipt("market_data", "KXA", slot(NOON), "already_there")
        .finish();

    collected.make(DAY);

    assertThat(collected.query("market_data", "SELECT yes_bid FROM TABLE"), contains("0.100000"));
  }

  @Test
  void anEmptyReceiptHasNoShard() throws IOException {
    collected
        .run(NOON)
        .shard("market_data", "KXA", market("0.1"))
        .receipt("trades", "KXA", slot(NOON), "empty")
        .finish();

    assertThat(collected.make(DAY).stream().map(MadeTable::table).toList(), not(hasItem("trades")));
  }

  @Test
  void theSnapshotsOfAKilledRunAreInTheTable() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected
        .run(TWO)
        .shard("market_data", "KXA", market("0.2"))
        .shard("market_data", "KXB", market("0.3"))
        .kill();

    collected.make(DAY);

    assertThat(
        collected.query("market_data", "SELECT ticker, slot, yes_bid FROM TABLE"),
        contains(
            "KXA|2026-11-22T12:00:00Z|0.100000",
            "KXA|2026-11-22T14:00:00Z|0.200000",
            "KXB|2026-11-22T14:00:00Z|0.300000"));
  }

  @Test
  void theSnapshotsOfARunThatMayStillBeRunningAreNotInTheTable() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected.run(TWO).shard("market_data", "KXA", market("0.2")).kill();

    LocalDate day = LocalDate.parse(DAY);
    Collected.make(
        new TablesSettings(
            new OutputRoot(folder.toString()),
            day,
            day,
            Duration.ofHours(2),
            Instant.parse("2026-11-23T14:00:00Z")));

    assertThat(
        collected.query("market_data", "SELECT slot FROM TABLE"), contains("2026-11-22T12:00:00Z"));
  }

  @Test
  void aSettledMarketIsOneRowWithItsLastQuote() throws IOException {
    String times = "\"close_time\":\"2026-11-22T13:00:00Z\",\"yes_bid_dollars\":\"%s\"";
    String settled =
        "{\"status\":\"finalized\",\"result\":\"yes\",\"settlement_value_dollars\":\"1.0000\","
            + "\"settlement_ts\":\"2026-11-22T13:30:00Z\","
            + times.formatted("0.0000")
            + "}";
    collected
        .run("2026-11-22T10:00:00Z")
        .shard("market_data", "KXA", "{" + times.formatted("0.80") + "}")
        .finish();
    collected.run(NOON).shard("market_data", "KXA", "{" + times.formatted("0.90") + "}").finish();
    collected.run(TWO).shard("market_data", "KXA", settled).finish();
    collected.run("2026-11-22T16:00:00Z").shard("market_data", "KXA", settled).finish();

    collected.make(DAY);

    assertThat(
        collected.query(
            "settlements",
            "SELECT ticker, result, settlement_value, settled_at, last_yes_bid, last_quote_at FROM TABLE"),
        contains("KXA|yes|1.000000|2026-11-22T13:30:00Z|0.900000|2026-11-22T12:05:01Z"));
  }

  @Test
  void aMarketThatIsSeenAsSettledOnTheNextDayIsInTheTableOfItsSettlement() throws IOException {
    collected.run("2026-11-22T22:00:00Z").shard("market_data", "KXA", market("0.5")).finish();
    collected
        .run("2026-11-23T00:00:00Z")
        .shard(
            "market_data",
            "KXA",
            "{\"status\":\"finalized\",\"result\":\"no\",\"settlement_ts\":\"2026-11-22T23:59:00Z\"}")
        .finish();

    collected.make(DAY);
    collected.make("2026-11-23");

    assertThat(
        collected.query("settlements", "SELECT date, ticker, result FROM TABLE"),
        contains("2026-11-22|KXA|no"));
  }

  @Test
  void aResultThatOnlyALaterRunShowsIsInTheTableOfItsDay() throws IOException {
    String settled =
        "{\"status\":\"finalized\",\"result\":\"no\",\"settlement_ts\":\"2026-11-20T10:00:00Z\"}";
    collected.run("2026-11-22T22:00:00Z").shard("market_data", "KXOLD", settled).finish();
    collected.make(DAY);
    List<String> before = collected.tableContents();
    collected.run("2026-11-23T02:00:00Z").shard("market_data", "KXOLD", settled).finish();

    collected.make("2026-11-23");

    assertThat(
        collected.query("settlements", "SELECT date, ticker, result FROM TABLE"),
        contains("2026-11-20|KXOLD|no"));
    assertThat(collected.tableContents().containsAll(before), is(true));
  }

  @Test
  void aTaskThatWasKilledBeforeItWroteResultsOfAnEarlierDayWritesThem() throws IOException {
    collected
        .run(NOON)
        .shard(
            "market_data",
            "KXOLD",
            "{\"status\":\"finalized\",\"result\":\"no\",\"settlement_ts\":\"2026-11-20T10:00:00Z\"}")
        .finish();
    collected.make(DAY);
    List<String> before = collected.tableContents();
    List<Path> ofResults =
        collected.tableFiles().stream()
            .filter(file -> file.toString().contains("date=2026-11-20"))
            .toList();
    assertThat(ofResults, hasSize(3));

    Files.delete(ofResults.get(0));
    collected.make(DAY);

    assertThat(collected.tableContents(), is(before));
    for (Path file : ofResults) {
      Files.delete(file);
    }
    collected.make(DAY);
    assertThat(collected.tableContents(), is(before));
  }

  @Test
  void laterShardsGoIntoAFileOfTheirOwn() throws IOException {
    collected
        .run(NOON)
        .shard("trades", "KXA", "[" + trade("a", "2026-11-22T11:00:00Z") + "]")
        .finish();
    collected.make(DAY);
    List<String> before = collected.tableContents();
    collected
        .run("2026-11-23T02:00:00Z")
        .shard("trades", "KXA", slot(TWO), "[" + trade("b", "2026-11-22T13:00:00Z") + "]")
        .receipt("trades", "KXA", slot(NOON), "already_there")
        .finish();

    List<MadeTable> made = collected.make(DAY);

    assertThat(made.stream().map(MadeTable::shards).toList(), contains(1L));
    assertThat(
        collected.query(
            "trades", "SELECT trade_id, filename FROM read_parquet(TABLE, filename = true)"),
        hasSize(2));
    assertThat(collected.tableContents().containsAll(before), is(true));
  }

  @Test
  void aLaterFileHasNoRowThatIsThere() throws IOException {
    collected
        .run("2026-11-22T12:37:00Z")
        .shard("trades", "KXA", "[" + trade("a", "2026-11-22T12:10:00Z") + "]")
        .shard("trades", "KXB", "[" + trade("z", "2026-11-22T12:11:00Z") + "]")
        .finish();
    collected.make(DAY);
    collected
        .run(TWO)
        .shard(
            "trades",
            "KXB",
            "["
                + trade("y", "2026-11-22T13:00:00Z")
                + ","
                + trade("z", "2026-11-22T12:11:00Z")
                + "]")
        .finish();

    List<MadeTable> made = collected.make(DAY);

    assertThat(
        collected.query("trades", "SELECT trade_id FROM TABLE ORDER BY 1"),
        contains("a", "y", "z"));
    assertThat(made.get(0).rowsRead(), is(2L));
    assertThat(made.get(0).elsewhere(), is(1L));
  }

  @Test
  void aBrokenShardIsLeftOutAndNamed() throws IOException {
    collected
        .run(NOON)
        .shard("market_data", "KXA", market("0.1"))
        .file("market_data", "KXB", slot(NOON), "\0\0\0")
        .receipt("market_data", "KXC", slot(NOON), "stored")
        .finish();

    collected.make(DAY);

    assertThat(collected.query("market_data", "SELECT ticker FROM TABLE"), contains("KXA"));
    assertThat(
        collected.manifest("market_data", "base").broken().stream()
            .map(broken -> broken.path().substring(0, 22))
            .toList(),
        contains("market_data/ticker=KXB", "market_data/ticker=KXC"));
  }

  @Test
  void damagedReceiptsDoNotStopTheTask() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected.run(TWO).shard("market_data", "KXA", market("0.2")).finish();
    Files.writeString(
        folder.resolve(
            "runs/date=2026-11-22/20261122T140000Z-kalshi-market-data-20261122T140500Z/shards.ndjson"),
        "\0\0\0");

    collected.make(DAY);

    assertThat(collected.query("market_data", "SELECT yes_bid FROM TABLE"), contains("0.100000"));
  }

  @Test
  void aBrokenShardThatIsReplacedIsALaterRow() throws IOException {
    collected
        .run(NOON)
        .shard("market_data", "KXA", market("0.1"))
        .file("market_data", "KXB", slot(NOON), "\0\0\0")
        .finish();
    collected.make(DAY);
    collected
        .run(NOON, Instant.parse("2026-11-22T13:00:00Z"))
        .receipt("market_data", "KXA", slot(NOON), "already_there")
        .shard("market_data", "KXB", market("0.2"))
        .finish();

    collected.make(DAY);

    assertThat(
        collected.query("market_data", "SELECT ticker, yes_bid FROM TABLE ORDER BY 1"),
        contains("KXA|0.100000", "KXB|0.200000"));
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    everyDataset();

    collected.make(DAY);

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(
          files.map(file -> file.getFileName().toString()).toList(),
          containsInAnyOrder(
              "market_data", "orderbooks", "candlesticks", "trades", "runs", "tables"));
    }
  }

  @Test
  void aSecondTaskChangesNothing() throws IOException {
    everyDataset();
    collected.make(DAY);
    List<String> before = collected.tableContents();

    assertThat(collected.make(DAY), empty());
    assertThat(collected.tableContents(), is(before));
  }

  @Test
  void theSameShardsGiveTheSameBytes(@TempDir Path other) throws IOException {
    everyDataset();
    collected.make(DAY);
    List<String> files = collected.tableContents();
    collected = new Collected(other);
    everyDataset();
    collected.make(DAY);

    assertThat(collected.tableContents(), is(files));
  }

  /** Kills the task after each of its objects, and lets another run finish before the next task. */
  @Test
  void aTaskThatTakesThePlaceOfAKilledOneMakesTheSameFiles() throws IOException {
    everyDataset();
    collected.make(DAY);
    List<String> whole = ofShards(collected.tableContents());
    collected
        .run("2026-11-22T16:00:00Z")
        .shard("market_data", "KXB", market("0.4"))
        .shard("trades", "KXA", "[" + trade("q", "2026-11-22T15:00:00Z") + "]")
        .finish();
    // A batch's objects are made in this order: plan, files, manifests.
    List<Path> inOrder =
        collected.tableFiles().stream()
            .filter(file -> !ofShards(List.of(file.toString())).isEmpty())
            .sorted(
                (one, other) ->
                    Integer.compare(
                        step(one.getFileName().toString()), step(other.getFileName().toString())))
            .toList();

    for (int kept = inOrder.size() - 1; kept >= 4; kept--) {
      Files.delete(inOrder.get(kept));
      List<Path> left = inOrder.subList(0, kept);
      byte[][] contents = new byte[kept][];
      for (int i = 0; i < kept; i++) {
        contents[i] = Files.readAllBytes(left.get(i));
      }
      if (kept % 3 == 0 || kept == inOrder.size() - 1) {
        collected.make(DAY);
        assertThat("after " + kept + " objects", ofShards(collected.tableContents()), is(whole));
        for (Path file : collected.tableFiles()) {
          Files.delete(file);
        }
        for (int i = 0; i < kept; i++) {
          Files.write(left.get(i), contents[i]);
        }
      }
    }
  }

  /** The rows of runs follow from what is there when they are written, not from a plan. */
  private static List<String> ofShards(List<String> contents) {
    return contents.stream()
        .filter(line -> !line.matches(".*(late-|tables/runs/|tables/coverage/).*"))
        .toList();
  }

  private static int step(String file) {
    return file.startsWith("_plan") ? 0 : file.startsWith("_manifest") ? 2 : 1;
  }

  private void everyDataset() throws IOException {
    collected
        .run(TWO)
        .shard("market_data", "KXA", market("0.1"))
        .shard("market_data", "KXB", market("0.2"))
        .shard("orderbooks", "KXA", "{\"orderbook_fp\":{\"yes_dollars\":[[\"0.1\",\"5\"]]}}")
        .shard("candlesticks", "KXA", "[" + candle("2026-11-22T13:00:00Z", "1.00") + "]")
        .shard("trades", "KXA", "[" + trade("a", "2026-11-22T13:00:00Z") + "]")
        .finish();
  }

  @Test
  void aManifestNamesItsFilesWithTheirChecksums() throws IOException {
    everyDataset();

    collected.make(DAY);

    Manifest.File file = collected.manifest("market_data", "base").files().get(0);
    Path path = folder.resolve(file.path());
    assertThat(file.sha256(), is(PartWriter.sha256(path)));
    assertThat(file.bytes(), is(Files.size(path)));
    assertThat(file.rows(), is(2L));
    assertThat(
        collected.manifest("market_data", "base").runs(),
        everyItem(startsWith("20261122T140000Z-")));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T23:59:59Z, 13, 0",
    "2026-11-23T00:06:00Z, 12, 0",
    "2026-11-23T00:06:00Z, 13, 1",
    "2026-11-24T00:00:00Z, 1, 1"
  })
  void aDayIsClosedWhenItsSlotsHaveRunsOrADayLater(String now, int runs, int days)
      throws IOException {
    for (int i = 0; i < runs; i++) {
      String slot = Instant.parse("2026-11-22T00:00:00Z").plusSeconds(7_200L * i).toString();
      collected.run(slot).shard("market_data", "KXA", market("0.1")).finish();
    }

    collected.makeClosed(now);

    assertThat(
        collected.tableFiles().stream()
            .filter(file -> file.toString().contains("market_data/date=2026-11-22/base"))
            .toList(),
        hasSize(days));
  }

  @Test
  void laterShardsOfADayThatWasMadeLongAgoAreFound() throws IOException {
    collected
        .run("2026-10-01T12:00:00Z")
        .shard("trades", "KXA", "[" + trade("a", "2026-10-01T11:00:00Z") + "]")
        .shard("market_data", "KXA", market("0.1"))
        .finish();
    collected.makeClosed("2026-11-20T10:00:00Z");
    collected
        .run("2026-11-22T12:00:00Z")
        .shard("market_data", "KXA", market("0.1"))
        .shard(
            "trades",
            "KXA",
            slot("2026-10-01T14:00:00Z"),
            "[" + trade("b", "2026-10-01T13:00:00Z") + "]")
        .receipt("trades", "KXA", slot("2026-10-01T12:00:00Z"), "already_there")
        .finish();

    collected.makeClosed("2026-11-24T10:00:00Z");

    assertThat(
        collected.query("trades", "SELECT date, trade_id FROM TABLE ORDER BY 2"),
        contains("2026-10-01|a", "2026-10-01|b"));
  }

  @Test
  void tablesDoNotDependOnTheLocale() throws IOException {
    assertThat(Locale.getDefault().getLanguage(), not(is("en")));
    everyDataset();

    collected.make(DAY);

    assertThat(
        Files.exists(folder.resolve("tables/market_data/date=2026-11-22/base-0000.parquet")),
        is(true));
  }
}
