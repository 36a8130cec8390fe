package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a walk through the catalogue goes on. */
class WalkRuleTest {

  /** Follows the rule page after page; names come in an order that nobody can foresee. */
  private static final class Walk {
    private final WalkRule rule;
    private final Deque<TickerSelector> toCome;
    private final BigDecimal rate;
    private final long lookupsAlone;

    Walk(int markets, int unsaid, int requestsPerSecond, long seed) {
      List<TickerSelector> names =
          Stream.concat(names("market:M", markets), names("U", unsaid)).toList();
      List<TickerSelector> shuffled = new ArrayList<>(names);
      Collections.shuffle(shuffled, new Random(seed));
      rule = new WalkRule(names);
      toCome = new ArrayDeque<>(shuffled);
      rate = BigDecimal.valueOf(requestsPerSecond);
      lookupsAlone = rule.lookupsLeft();
    }

    boolean page(int found, int millis) {
      for (int i = 0; i < found && !toCome.isEmpty(); i++) {
        rule.found(toCome.removeFirst());
      }
      rule.answered(Duration.ofMillis(millis));
      return rule.isAhead(rate);
    }

    /** Returns after how many pages it was over. */
    int follow(List<Integer> foundOnPages, List<Integer> millis) {
      int pages = 0;
      boolean ahead = true;
      while (ahead && pages < foundOnPages.size()) {
        ahead = page(foundOnPages.get(pages), millis.get(pages % millis.size()));
        pages++;
      }
      return pages;
    }

    private static Stream<TickerSelector> names(String prefix, int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> TickerSelector.parse(prefix + i, new SourceLine("t.txt", i + 1)));
    }
  }

  @Property
  void aRunTakesAtMostOneRequestMoreThanLookupsAlone(
      @ForAll @IntRange(max = 3_000) int markets,
      @ForAll @IntRange(max = 3_000) int unsaid,
      @ForAll @IntRange(min = 1, max = 100) int requestsPerSecond,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 1_000) Integer> foundOnPages,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 2_000) Integer> millis,
      @ForAll long seed) {
    Walk walk = new Walk(markets, unsaid, requestsPerSecond, seed);

    int pages = walk.follow(foundOnPages, millis);

    assertThat(pages + walk.rule.lookupsLeft(), is(lessThanOrEqualTo(walk.lookupsAlone + 1)));
  }

  @Property
  void aWalkThatGoesOnHasTakenNoLongerThanTheLookupsItSpares(
      @ForAll @IntRange(max = 3_000) int markets,
      @ForAll @IntRange(min = 1, max = 100) int requestsPerSecond,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 1_000) Integer> foundOnPages,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 2_000) Integer> millis,
      @ForAll long seed) {
    Walk walk = new Walk(markets, 0, requestsPerSecond, seed);

    int pages = walk.follow(foundOnPages, millis) - 1;

    long asking =
        IntStream.range(0, pages).mapToLong(page -> millis.get(page % millis.size())).sum();
    Walk again = new Walk(markets, 0, requestsPerSecond, seed);
    int unused = again.follow(foundOnPages.subList(0, pages), millis);
    long spared = again.lookupsAlone - again.rule.lookupsLeft();
    assertThat(spared * 1_000.0 / requestsPerSecond, is(greaterThanOrEqualTo((double) asking)));
  }

  @ParameterizedTest
  @CsvSource({
    // a full page within the time of one lookup, of ten, of more than ten
    "1000, 18, 50, true",
    "1000, 100, 100, true",
    "1000, 101, 100, false",
    "1000, 1000, 50, false",
    // a tenth of a page spares one lookup
    "100, 18, 50, true",
    "99, 18, 50, false",
    "0, 18, 0, false",
    // half a page spares five lookups
    "500, 50, 100, true",
    "500, 51, 100, false",
    "599, 51, 100, false",
    "600, 51, 100, true",
  })
  void aWalkIsAheadIfItsPageSparesAsManyLookupsAsWouldHaveGoneOut(
      int found, int requestsPerSecond, int millis, boolean ahead) {
    assertThat(new Walk(10_000, 0, requestsPerSecond, 1).page(found, millis), is(ahead));
  }

  @Test
  void aWalkMayLiveOnWhatItsFirstPagesSpared() {
    Walk walk = new Walk(10_000, 0, 1, 1);

    assertThat(walk.follow(List.of(300, 0, 0, 0, 0), List.of(1)), is(4));
  }

  @Test
  void namesOfTwoKindsShareNoLookup() {
    Walk walk = new Walk(101, 101, 1, 1);

    assertThat(walk.lookupsAlone, is(4L));
  }

  @ParameterizedTest
  @CsvSource({"9999, 1, false", "10000, 1, true", "1000000, 1, true", "10000, 2, false"})
  void aWalkIsTriedByOneWorkerForManyNames(int names, int workers, boolean tried) {
    assertThat(WalkRule.isWorthTrying(names, workers), is(tried));
  }
}
