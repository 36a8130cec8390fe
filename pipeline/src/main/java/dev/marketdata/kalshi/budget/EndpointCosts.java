package dev.marketdata.kalshi.budget;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tokens that a request costs, by its path. Immutable.
 *
 * @param defaultCost the tokens per request to a path that is not listed
 * @param listed the exceptions; the first match counts
 */
public record EndpointCosts(int defaultCost, List<Listed> listed) {

  /**
   * The cost of one endpoint.
   *
   * @param path matches whole paths, from {@code /trade-api/v2} on
   * @param cost tokens per request
   */
  public record Listed(Pattern path, int cost) {}

  /** The cost in Kalshi's documentation, the same for every request. */
  public static final EndpointCosts DOCUMENTED =
      new EndpointCosts(BudgetRate.TOKENS_PER_REQUEST, List.of());

  /** Copies the list. */
  public EndpointCosts {
    listed = List.copyOf(listed);
  }

  /**
   * Returns the pattern for a path as {@code GET /account/endpoint_costs} writes it: {@code :name}
   * stands for one segment, {@code *name} for the rest of the path.
   */
  public static Pattern pattern(String path) {
    return Pattern.compile(
        Arrays.stream(path.split("/", -1))
            .map(EndpointCosts::segment)
            .collect(Collectors.joining("/")));
  }

  private static String segment(String segment) {
    if (segment.startsWith(":")) {
      return "[^/]+";
    }
    return segment.startsWith("*") ? ".*" : Pattern.quote(segment);
  }

  /**
   * Returns the tokens that a request to the path costs.
   *
   * @param signedPath from {@code /trade-api/} on, without the query
   */
  public int of(String signedPath) {
    return listed.stream()
        .filter(entry -> entry.path().matcher(signedPath).matches())
        .findFirst()
        .map(Listed::cost)
        .orElse(defaultCost);
  }
}
