package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The differences of Kalshi's objects from the known schema. They are reported and have no other
 * effect.
 *
 * @param differences the count of each difference, in their order; the first 100 if there are more
 */
public record SchemaDrift(SortedMap<Difference, Sighting> differences) implements Serializable {

  // The first 100 of a sum are among the first 100 of each part, so no count is ever too small.
  private static final int MAX_DIFFERENCES = 100;

  /** No difference. */
  public static final SchemaDrift NONE = new SchemaDrift(new TreeMap<>());

  /** The types of differences. Those without an upper limit on their number come last. */
  public enum Finding {
    /** A required field that an object does not have. */
    GONE,
    /** A value of another JSON type. */
    TYPE,
    /** A field that is not in the schema. */
    NEW,
    /** A text that is not one of the field's documented ones. */
    VALUE;

    /** Returns the name in the summary. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One difference.
   *
   * @param dataset the dataset's name
   * @param field the path of the field, such as {@code status} or {@code price_ranges[].step}; at
   *     most 200 characters
   * @param value the new text of a {@code VALUE} as JSON, at most 200 characters of it; else empty
   */
  public record Difference(Finding finding, String dataset, String field, String value)
      implements Serializable, Comparable<Difference> {

    private static final Comparator<Difference> ORDER =
        Comparator.comparing(Difference::finding)
            .thenComparing(Difference::dataset)
            .thenComparing(Difference::field)
            .thenComparing(Difference::value);

    @Override
    public int compareTo(Difference other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * The count and an example of a difference.
   *
   * @param count the number of objects
   * @param ticker one of them; empty if it has no ticker
   * @param value the value of its field as JSON, at most 200 characters of it; null if it has none
   */
  public record Sighting(long count, String ticker, @Nullable String value)
      implements Serializable {

    Sighting plus(Sighting later) {
      return new Sighting(count + later.count, ticker, value);
    }
  }

  /** Keeps the first 100 differences. */
  public SchemaDrift {
    if (differences.size() > MAX_DIFFERENCES) {
      differences =
          differences.entrySet().stream()
              .limit(MAX_DIFFERENCES)
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, Map.Entry::getValue, Sighting::plus, TreeMap::new));
    }
  }

  /** Returns the sum of both, with the examples of this one if it has them. */
  public SchemaDrift plus(SchemaDrift other) {
    if (other.differences.isEmpty()) {
      return this;
    }
    SortedMap<Difference, Sighting> sum = new TreeMap<>(differences);
    other.differences.forEach((difference, seen) -> sum.merge(difference, seen, Sighting::plus));
    return new SchemaDrift(sum);
  }
}
