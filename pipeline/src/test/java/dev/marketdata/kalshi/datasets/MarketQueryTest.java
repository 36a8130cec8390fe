package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Family;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.datasets.MarketQuery.Catalogue;
import dev.marketdata.kalshi.datasets.MarketQuery.Listing;
import dev.marketdata.kalshi.datasets.MarketQuery.Lookup;
import dev.marketdata.kalshi.datasets.MarketQuery.OrderBooks;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests that questions become. */
class MarketQueryTest {

  private static final List<Ticker> TWO =
      List.of(new Ticker("KXCPI-26AUG-T-0.1"), new Ticker("KXBALANCE-29"));
  private static final Family EVENT =
      new Family(Family.Level.EVENT, new Ticker("KXHIGHNY-26NOV22"));
  private static final Family SERIES = new Family(Family.Level.SERIES, new Ticker("KXMLBWINS-ATH"));
  private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00.999Z");

  @Test
  void aLookupNamesItsTickersWithCommas() {
    assertThat(
        url(new Lookup(Tier.LIVE, TWO, null)),
        is("/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29"));
  }

  @Test
  void aHistoricalLookupAsksTheHistoricalTier() {
    assertThat(
        url(new Lookup(Tier.HISTORICAL, TWO, null)),
        is("/historical/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29"));
  }

  @Test
  void aLookupGoesOnFromACursor() {
    assertThat(
        url(new Lookup(Tier.LIVE, TWO, null).from("Cg=/+ x")),
        is("/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29&cursor=Cg%3D%2F%2B+x"));
  }

  @Test
  void anEventIsListedByItsTicker() {
    assertThat(
        url(new Listing(EVENT, Tier.LIVE, null, null, true, null)),
        is("/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22"));
  }

  @Test
  void aSeriesIsListedByItsTicker() {
    assertThat(
        url(new Listing(SERIES, Tier.LIVE, null, null, true, null)),
        is("/markets?limit=1000&series_ticker=KXMLBWINS-ATH"));
  }

  @Test
  void unwantedCombosAreExcluded() {
    assertThat(
        url(new Listing(SERIES, Tier.LIVE, null, null, false, null)),
        is("/markets?limit=1000&series_ticker=KXMLBWINS-ATH&mve_filter=exclude"));
  }

  @Test
  void aStatusIsOneWordOfTheFilter() {
    assertThat(
        url(new Listing(EVENT, Tier.LIVE, MarketStatus.UNOPENED, null, true, null)),
        is("/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&status=unopened"));
  }

  @Test
  void settlementsAreBoundedInWholeSeconds() {
    assertThat(
        url(new Listing(EVENT, Tier.LIVE, MarketStatus.SETTLED, SINCE, true, null)),
        is(
            "/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&status=settled"
                + "&min_settled_ts=1795341600"));
  }

  @Test
  void theHistoricalTierTakesNoFilterBesideTheFamily() {
    assertThat(
        url(new Listing(SERIES, Tier.HISTORICAL, null, null, false, null)),
        is("/historical/markets?limit=1000&series_ticker=KXMLBWINS-ATH"));
  }

  @Test
  void aListingGoesOnFromACursorWithTheSameFilters() {
    assertThat(
        url(new Listing(EVENT, Tier.LIVE, MarketStatus.SETTLED, SINCE, false, null).from("a&b")),
        is(
            "/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&mve_filter=exclude&status=settled"
                + "&min_settled_ts=1795341600&cursor=a%26b"));
  }

  @Test
  void theCatalogueIsListedWithoutCombos() {
    assertThat(
        url(new Catalogue(MarketStatus.OPEN, null)),
        is("/markets?limit=1000&mve_filter=exclude&status=open"));
  }

  @Test
  void theCatalogueGoesOnFromACursor() {
    assertThat(
        url(new Catalogue(MarketStatus.OPEN, null).from("a&b")),
        is("/markets?limit=1000&mve_filter=exclude&status=open&cursor=a%26b"));
  }

  @Test
  void orderBooksRepeatTheParameter() {
    assertThat(
        url(new OrderBooks(TWO)),
        is("/markets/orderbooks?tickers=KXCPI-26AUG-T-0.1&tickers=KXBALANCE-29"));
  }

  @Test
  void orderBooksComeOnOnePage() {
    OrderBooks query = new OrderBooks(TWO);

    assertThat(query.from("next"), is(query));
  }

  @Test
  void orderBooksHoldOrderBooks() {
    assertThat(new OrderBooks(TWO).dataset(), is(Dataset.ORDERBOOKS));
  }

  @Test
  void lookupsHoldMarkets() {
    assertThat(new Lookup(Tier.LIVE, TWO, null).dataset(), is(Dataset.MARKET_DATA));
  }

  @Test
  void anEventIsAskedForByItsPath() {
    assertThat(EVENT.target().pathAndQuery(), is("/events/KXHIGHNY-26NOV22"));
  }

  @Test
  void aSeriesIsAskedForByItsPath() {
    assertThat(SERIES.target().pathAndQuery(), is("/series/KXMLBWINS-ATH"));
  }

  private static String url(MarketQuery query) {
    return query.target().pathAndQuery();
  }
}
