package dev.marketdata.kalshi.simulator;

import java.util.List;

/** What a request costs: ten tokens, unless its endpoint is listed with another cost. */
final class EndpointCosts {
  static final int DEFAULT = 10;

  /** The reads that the exchange listed when its price list was last seen. */
  static final List<Cost> USUAL =
      List.of(
          new Cost("GET", ApiRequest.ROOT + "/cfbenchmarks", 50),
          new Cost("GET", ApiRequest.ROOT + "/cfbenchmarks/*endpoint", 50),
          new Cost("GET", ApiRequest.ROOT + "/margin/balance", 5),
          new Cost("GET", ApiRequest.ROOT + "/portfolio/orders/:order_id", 2));

  private final List<Cost> costs;

  EndpointCosts(List<Cost> costs) {
    this.costs = List.copyOf(costs);
  }

  /** One line of the list; in its path {@code :name} is a segment and {@code *name} the rest. */
  record Cost(String method, String path, int tokens) {

    boolean holdsFor(ApiRequest request) {
      return method.equals(request.method()) && matches(request.path());
    }

    private boolean matches(String asked) {
      String[] pattern = path.split("/", -1);
      String[] segments = asked.split("/", -1);
      for (int i = 0; i < pattern.length; i++) {
        if (pattern[i].startsWith("*")) {
          return segments.length > i;
        }
        if (i >= segments.length
            || !(pattern[i].startsWith(":") || pattern[i].equals(segments[i]))) {
          return false;
        }
      }
      return pattern.length == segments.length;
    }
  }

  int of(ApiRequest request) {
    return costs.stream()
        .filter(cost -> cost.holdsFor(request))
        .mapToInt(Cost::tokens)
        .findFirst()
        .orElse(DEFAULT);
  }

  List<Cost> list() {
    return costs;
  }
}
