package dev.marketdata.kalshi.tables;

import static dev.marketdata.kalshi.tables.Collected.DAY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads tables and shards of small outputs. */
class StoredRowsTest {

  private static final String NOON = DAY + "T12:00:00Z";
  private static final String TWO = DAY + "T14:00:00Z";

  @TempDir Path folder;
  private Collected collected = new Collected(Path.of(""));

  @BeforeEach
  void create() {
    collected = new Collected(folder);
  }

  private static String market(String bid) {
    return "{\"status\":\"active\",\"can_close_early\":true,\"yes_bid_dollars\":\"" + bid + "\"}";
  }

  private static String candles(String end) {
    return "[{\"end_period_ts\":%d,\"volume_fp\":\"2.00\"}]"
        .formatted(Instant.parse(end).getEpochSecond());
  }

  private StoredRows stored() throws IOException {
    LocalDate day = LocalDate.parse(DAY);
    return StoredRows.of(new OutputRoot(folder.toString()), day.minusDays(1), day);
  }

  private List<String> read(
      StoredRows stored, String table, List<String> columns, @Nullable Set<String> tickers)
      throws IOException {
    List<String> rows = new ArrayList<>();
    stored.read(
        table, LocalDate.parse(DAY), columns, tickers, row -> rows.add(Arrays.toString(row)));
    return rows;
  }

  private List<String> prices() throws IOException {
    return read(
        stored(), "market_data", List.of("ticker", "yes_bid", "can_close_early", "title"), null);
  }

  @Test
  void aDayWithoutATableIsReadFromItsShards() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();

    assertThat(prices(), contains("[KXA, 100000, true, null]"));
  }

  @Test
  void aTableGivesTheSameRowsAsItsShards() throws IOException {
    collected
        .run(NOON)
        .shard("market_data", "KXB", market("0.2"))
        .shard("market_data", "KXA", market("0.0"))
        .finish();
    List<String> ofShards = prices();
    collected.make(DAY);

    assertThat(prices(), is(ofShards));
  }

  @Test
  void aShardThatIsNotInTheTableYetIsReadAsWell() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected.make(DAY);
    collected.run(TWO).shard("market_data", "KXA", market("0.2")).finish();

    assertThat(prices(), contains("[KXA, 100000, true, null]", "[KXA, 200000, true, null]"));
  }

  @Test
  void aShardOfTheTableThatAnotherRunHasAReceiptOfIsOneRow() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1")).finish();
    collected.make(DAY);
    collected
        .run(NOON, Instant.parse(NOON).plusSeconds(900))
        .receipt("market_data", "KXA", Instant.parse(NOON), "already_there")
        .finish();

    assertThat(prices(), contains("[KXA, 100000, true, null]"));
  }

  @Test
  void aSnapshotOfARunThatWentOnAfterMidnightIsRead() throws IOException {
    String late = "2026-11-21T22:00:00Z";
    collected
        .run(late, Instant.parse("2026-11-21T23:59:55Z"))
        .shard("market_data", "KXA", market("0.1"))
        .file(
            "market_data",
            "KXB",
            Instant.parse(late),
            "{\"market_ticker\":\"KXB\",\"slot\":\"%s\",\"received_at\":\"%sT00:00:01Z\",\"market\":%s}"
                .formatted(late, DAY, market("0.2")))
        .finish();
    collected.make("2026-11-21");

    assertThat(prices(), contains("[KXB, 200000, true, null]"));
  }

  @Test
  void aCandleOfTheTableThatALaterShardHasTooIsOneRow() throws IOException {
    collected.run(NOON).shard("candlesticks", "KXA", candles(DAY + "T11:00:00Z")).finish();
    collected.make(DAY);
    collected.run(TWO).shard("candlesticks", "KXA", candles(DAY + "T11:00:00Z")).finish();

    assertThat(
        read(stored(), "candlesticks", List.of("ticker", "volume"), null), contains("[KXA, 200]"));
  }

  @Test
  void onlyTheWantedMarketsAreRead() throws IOException {
    for (String slot : List.of(NOON, TWO)) {
      collected
          .run(slot)
          .shard("market_data", "KXA", market("0.1"))
          .shard("market_data", "KXB", market("0.2"))
          .finish();
      if (slot.equals(NOON)) {
        collected.make(DAY);
      }
    }

    assertThat(
        read(stored(), "market_data", List.of("yes_bid"), Set.of("KXB")),
        contains("[200000]", "[200000]"));
  }

  @Test
  void aShardThatIsBrokenOrGoneIsLeftOutAndCountedOnce() throws IOException {
    collected
        .run(NOON)
        .file("market_data", "KXA", Instant.parse(NOON), "{")
        .receipt("market_data", "KXB", Instant.parse(NOON), "stored")
        .shard("market_data", "KXC", market("0.3"))
        .finish();
    StoredRows stored = stored();
    List<String> first = read(stored, "market_data", List.of("ticker"), null);

    List<String> again = read(stored, "market_data", List.of("ticker"), null);

    assertThat(again, is(first));
    assertThat(stored.brokenShards(), is(2L));
  }

  @Test
  void aRunThatDidNotFinishHasNoRows() throws IOException {
    collected.run(NOON).shard("market_data", "KXA", market("0.1"));

    assertThat(prices(), is(List.of()));
  }
}
