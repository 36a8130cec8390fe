package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Checks that sums of drift do not depend on the order. */
class SchemaDriftLawTest {

  @Property(tries = 200)
  void theFirstHundredFindingsAreCountedInFull(
      @ForAll @Size(max = 300) List<@IntRange(max = 199) Integer> fields, @ForAll Random chance) {
    SortedMap<Difference, Long> first =
        fields.stream()
            .collect(
                Collectors.groupingBy(
                    SchemaDriftLawTest::finding, TreeMap::new, Collectors.counting()));
    while (first.size() > 100) {
      first.remove(first.lastKey());
    }

    assertThat(counts(sum(fields, chance)), is(first));
  }

  @Property(tries = 50)
  void nothingAddsNothing(@ForAll @IntRange(max = 150) int findings, @ForAll Random chance) {
    SchemaDrift drift = sum(IntStream.range(0, findings).boxed().toList(), chance);

    assertThat(drift.plus(SchemaDrift.NONE), is(SchemaDrift.NONE.plus(drift)));
  }

  /** Adds parts to parts until one is left, in an order that chance decides. */
  private static SchemaDrift sum(List<Integer> fields, Random chance) {
    List<SchemaDrift> parts =
        fields.stream()
            .map(SchemaDriftLawTest::finding)
            .map(
                finding ->
                    new SchemaDrift(new TreeMap<>(Map.of(finding, new Sighting(1, "A", null)))))
            .collect(Collectors.toList());
    Collections.shuffle(parts, chance);
    while (parts.size() > 1) {
      SchemaDrift last = parts.remove(parts.size() - 1);
      int other = chance.nextInt(parts.size());
      parts.set(other, parts.get(other).plus(last));
    }
    return parts.isEmpty() ? SchemaDrift.NONE : parts.get(0);
  }

  private static Difference finding(int number) {
    Finding kind = number % 2 == 0 ? Finding.GONE : Finding.NEW;
    return new Difference(kind, "market_data", "f" + number, "");
  }

  private static SortedMap<Difference, Long> counts(SchemaDrift drift) {
    SortedMap<Difference, Long> counts = new TreeMap<>();
    drift.differences().forEach((finding, seen) -> counts.put(finding, seen.count()));
    return counts;
  }
}
