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

  /** The tokens per request to paths that match as a whole, from {@code /trade-api/v2} on. */
  public record Listed(Pattern path, int cost) {}

  /** The cost in Kalshi's documentation, the same for every request. */
  public static final EndpointCosts DOCUMENTED =
      new EndpointCosts(BudgetRate.TOKENS_PER_REQUEST, List.of());

  public EndpointCosts {
    listed = List.copyOf(listed);
  }

  /**
   * Returns the pattern for a path in the form of {@code GET /account/endpoint_costs}: {@code
   * :name} stands for one segment, {@code *name} for the rest of the path.
   */
  public static Pattern pattern(String path) {
    return Pattern.compile(
        Arrays.stream(path.split("/", -1))
            .map(
                part ->
                    part.startsWith("*")
                        ? ".*"
                        : part.startsWith(":") ? "[^/]+" : Pattern.quote(part))
            .collect(Collectors.joining("/")));
  }

  /** Returns the tokens per request to a path, from {@code /trade-api/} on and without query. */
  public int of(String signedPath) {
    return listed.stream()
        .filter(entry -> entry.path().matcher(signedPath).matches())
        .findFirst()
        .map(Listed::cost)
        .orElse(defaultCost);
  }
}
