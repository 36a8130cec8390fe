package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tests the paths of shards. */
class ShardPathTest {

  record Place(String dataset, Ticker ticker, Slot slot) {
    String path() {
      return new ShardPath(dataset, slot).of(ticker);
    }
  }

  private static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));

  @Test
  void aMarketLiesUnderItsTickerAndDay() {
    assertThat(
        new ShardPath("market_data", SLOT).of(new Ticker("KXHIGHNY-26NOV22-T54")),
        is("market_data/ticker=KXHIGHNY-26NOV22-T54/date=2026-11-22/20261122T140000Z.json"));
  }

  @Test
  void anOrderBookLiesInAFolderOfItsOwn() {
    assertThat(
        new ShardPath("orderbooks", SLOT).of(new Ticker("KXCPI-26AUG-T-0.1")),
        is("orderbooks/ticker=KXCPI-26AUG-T-0.1/date=2026-11-22/20261122T140000Z.json"));
  }

  @Property(tries = 1_000)
  void twoShardsShareAPathOnlyIfTheyAreTheSame(
      @ForAll("places") Place one, @ForAll("places") Place other) {
    assertThat(one.path().equals(other.path()), is(one.equals(other)));
  }

  @Property(tries = 500)
  void noShardLeavesItsDatasetsFolder(@ForAll("places") Place place) {
    Path path = Path.of(place.path());

    assertThat(path.normalize(), is(path));
    assertThat(path.startsWith(place.dataset()), is(true));
  }

  @Property(tries = 500)
  void aPathHasFourSegmentsNoneOfThemDots(@ForAll("places") Place place) {
    List<String> segments = List.of(place.path().split("/", -1));

    assertThat(segments.size(), is(4));
    assertThat(segments.contains("..") || segments.contains("."), is(false));
  }

  /** Source: Cloud Storage, "Object naming requirements". */
  @Property(tries = 500)
  void aPathIsAnObjectsNameThatNoToolMistakesForAPattern(@ForAll("places") Place place) {
    assertThat(place.path(), matchesPattern("[A-Za-z0-9._=/-]{1,1024}"));
    assertThat(place.path(), not(containsString("//")));
  }

  @Provide
  Arbitrary<Place> places() {
    Arbitrary<String> tickers =
        Arbitraries.oneOf(
            Arbitraries.of("A", "A.", "A..", "A-", "a", "AB", "A-B", "A.json", "A_date", "0"),
            Arbitraries.strings().withChars("AB01.-_").ofMaxLength(30).map("A"::concat),
            Arbitraries.strings().alpha().ofLength(200));
    Arbitrary<Instant> times =
        Arbitraries.oneOf(
            Arbitraries.of(SLOT.time(), SLOT.time().plusSeconds(1)),
            Arbitraries.longs().between(0, 4_000_000_000L).map(Instant::ofEpochSecond));
    return Combinators.combine(
            Arbitraries.of("market_data", "orderbooks", "trades"), tickers, times)
        .as((dataset, ticker, time) -> new Place(dataset, new Ticker(ticker), new Slot(time)));
  }
}
