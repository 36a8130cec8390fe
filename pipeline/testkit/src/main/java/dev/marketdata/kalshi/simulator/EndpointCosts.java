package dev.marketdata.kalshi.simulator;

import java.util.List;

/** The token costs of requests: ten, unless the endpoint is listed with another cost. */
final class EndpointCosts {
  static final int DEFAULT = 10;

  /** The reads in the exchange's list of costs, when it was last checked. */
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

  /** An entry of the list. In its path, {@code :name} is one segment and {@code *name} the rest. */
  record Cost(String method, String path, int tokens) {

    boolean appliesTo(ApiRequest request) {
      return method.equals(request.method()) && matches(request.path());
    }

    private boolean matches(String requested) {
      String[] pattern = path.split("/", -1);
      String[] segments = requested.split("/", -1);
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
        .filter(cost -> cost.appliesTo(request))
        .mapToInt(Cost::tokens)
        .findFirst()
        .orElse(DEFAULT);
  }

  List<Cost> list() {
    return costs;
  }
}
