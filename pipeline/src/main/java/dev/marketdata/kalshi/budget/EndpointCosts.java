package dev.marketdata.kalshi.budget;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a request costs, in tokens.
 *
 * @param defaultCost the cost of what is not listed
 * @param listed the listed ones, first match wins
 */
public record EndpointCosts(int defaultCost, List<Listed> listed) {

  /** One listed cost; the pattern covers whole paths from {@code /trade-api/v2} on. */
  public record Listed(Pattern path, int cost) {}

  /** Every request at the price Kalshi's documentation names. */
  public static final EndpointCosts DOCUMENTED =
      new EndpointCosts(BudgetRate.TOKENS_A_REQUEST, List.of());

  /** Copies the list. */
  public EndpointCosts {
    listed = List.copyOf(listed);
  }

  /**
   * Reads a path as {@code GET /account/endpoint_costs} writes it: {@code :name} stands for one
   * segment, {@code *name} for the rest.
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

  public int of(String signedPath) {
    return listed.stream()
        .filter(entry -> entry.path().matcher(signedPath).matches())
        .findFirst()
        .map(Listed::cost)
        .orElse(defaultCost);
  }
}
