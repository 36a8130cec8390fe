package dev.marketdata.kalshi.budget;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the token costs of requests. */
class EndpointCostsTest {

  private final EndpointCosts costs =
      new EndpointCosts(
          10,
          List.of(
              listed("/trade-api/v2/portfolio/orders/:order_id", 2),
              listed("/trade-api/v2/cfbenchmarks/*endpoint", 50),
              listed("/trade-api/v2/historical/markets.all", 7),
              listed("/trade-api/v2/markets/orderbooks", 3),
              listed("/trade-api/v2/markets/:ticker", 4)));

  @Test
  void whatIsNotListedHasTheDefaultPrice() {
    assertThat(costs.of("/trade-api/v2/markets"), is(10));
  }

  @Test
  void aListedPathHasItsPrice() {
    assertThat(costs.of("/trade-api/v2/markets/orderbooks"), is(3));
  }

  @Test
  void aColonStandsForOneSegment() {
    assertThat(costs.of("/trade-api/v2/portfolio/orders/77-a.b"), is(2));
  }

  @Test
  void aColonStandsForNoMoreThanOneSegment() {
    assertThat(costs.of("/trade-api/v2/portfolio/orders/77/fills"), is(10));
  }

  @Test
  void aColonStandsForNoLessThanOneSegment() {
    assertThat(costs.of("/trade-api/v2/portfolio/orders/"), is(10));
  }

  @Test
  void anAsteriskStandsForTheRest() {
    assertThat(costs.of("/trade-api/v2/cfbenchmarks/a/b/c"), is(50));
  }

  @Test
  void aDotIsADot() {
    assertThat(costs.of("/trade-api/v2/historical/marketsXall"), is(10));
  }

  @Test
  void theFirstListedPathThatFitsCounts() {
    assertThat(costs.of("/trade-api/v2/markets/KXBALANCE-29"), is(4));
  }

  @Test
  void aListedPathIsAWholePath() {
    assertThat(costs.of("/elsewhere/trade-api/v2/markets/orderbooks"), is(10));
  }

  @Test
  void theDocumentedPriceIsTenTokens() {
    assertThat(EndpointCosts.DOCUMENTED.of("/trade-api/v2/markets"), is(10));
  }

  private static EndpointCosts.Listed listed(String path, int cost) {
    return new EndpointCosts.Listed(EndpointCosts.pattern(path), cost);
  }
}
