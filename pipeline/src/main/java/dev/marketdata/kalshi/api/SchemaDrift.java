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
 * Where Kalshi's objects differ from the schema that this version knows. It travels as data, and
 * changes nothing.
 *
 * @param findings how often each difference was seen, in their order; the first 100 if there are
 *     more
 */
public record SchemaDrift(SortedMap<Finding, Sighting> findings) implements Serializable {

  // The first 100 of a sum are among the first 100 of each part, so no count is ever too small.
  private static final int MOST = 100;

  /** No difference. */
  public static final SchemaDrift NONE = new SchemaDrift(new TreeMap<>());

  /** A kind of difference. Those that can be without number come last. */
  public enum Kind {
    /** A required field that an object does not have. */
    GONE,
    /** A value of another JSON type. */
    TYPE,
    /** A field that is not in the schema. */
    NEW,
    /** A word that is not among those of the field. */
    VALUE;

    /** Returns the word that the summary uses. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One difference.
   *
   * @param dataset the dataset's name
   * @param field where the field is, such as {@code status} or {@code price_ranges[].step}; at most
   *     200 characters
   * @param value the new word as JSON, at most 200 characters of it; empty unless it is one
   */
  public record Finding(Kind kind, String dataset, String field, String value)
      implements Serializable, Comparable<Finding> {

    private static final Comparator<Finding> ORDER =
        Comparator.comparing(Finding::kind)
            .thenComparing(Finding::dataset)
            .thenComparing(Finding::field)
            .thenComparing(Finding::value);

    @Override
    public int compareTo(Finding other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * How often a difference was seen.
   *
   * @param count in how many objects
   * @param ticker one of them; empty if it has no ticker
   * @param value what its field holds, as JSON, at most 200 characters of it; null if it has none
   */
  public record Sighting(long count, String ticker, @Nullable String value)
      implements Serializable {

    Sighting plus(Sighting later) {
      return new Sighting(count + later.count, ticker, value);
    }
  }

  /** Keeps the first findings. */
  public SchemaDrift {
    if (findings.size() > MOST) {
      findings =
          findings.entrySet().stream()
              .limit(MOST)
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, Map.Entry::getValue, Sighting::plus, TreeMap::new));
    }
  }

  /** Returns the sum of both, with the examples of this one where it has them. */
  public SchemaDrift plus(SchemaDrift other) {
    if (other.findings.isEmpty()) {
      return this;
    }
    SortedMap<Finding, Sighting> sum = new TreeMap<>(findings);
    other.findings.forEach((finding, seen) -> sum.merge(finding, seen, Sighting::plus));
    return new SchemaDrift(sum);
  }
}
