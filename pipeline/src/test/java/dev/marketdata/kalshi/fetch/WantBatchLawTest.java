package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.KalshiFailures;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Checks that markets that make requests fail are found, with generated batches. */
class WantBatchLawTest {

  private static final int SIZE = 100;

  /** What came of a batch. */
  private record Got(Set<String> stored, Set<String> missed, int requests) {}

  @Property(tries = 200)
  void exactlyTheBadMarketsAreMisses(
      @ForAll @Size(max = SIZE) Set<@IntRange(max = SIZE - 1) Integer> bad) {
    Got got = fetch(bad);

    assertThat(got.missed(), is(names(bad)));
    assertThat(got.stored().size(), is(SIZE - bad.size()));
  }

  @Property(tries = 100)
  void oneBadMarketTakesTwoRequestsPerHalving(@ForAll @IntRange(max = SIZE - 1) int bad) {
    assertThat(fetch(Set.of(bad)).requests(), is(lessThanOrEqualTo(1 + 2 * 7)));
  }

  private static Got fetch(Set<Integer> bad) {
    Set<String> stored = new TreeSet<>();
    Set<String> missed = new TreeSet<>();
    Set<String> badNames = names(bad);
    Deque<Runnable> sent = new ArrayDeque<>();
    WantBatch batch =
        new WantBatch(
            SIZE,
            (itself, wants, patience) ->
                sent.add(
                    () -> {
                      if (wants.stream().map(WantBatchLawTest::name).anyMatch(badNames::contains)) {
                        itself.divideOrElse(
                            wants,
                            KalshiFailures.of(Reason.UNAVAILABLE, 500),
                            want -> missed.add(name(want)));
                      } else {
                        itself.onSuccess();
                        wants.forEach(want -> stored.add(name(want)));
                      }
                    }));
    names(IntStream.range(0, SIZE).boxed().collect(Collectors.toSet())).stream()
        .map(name -> Want.of(TickerSelector.parse(name, new SourceLine("t.txt", 1))))
        .forEach(batch::add);
    int requests = 0;
    while (!sent.isEmpty()) {
      sent.remove().run();
      requests++;
    }
    return new Got(stored, missed, requests);
  }

  private static Set<String> names(Set<Integer> numbers) {
    return numbers.stream().map(i -> "W" + i).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(Want want) {
    return want.name().value();
  }
}
