package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests for markets and order books. */
class MarketsTest {

  private static final List<Ticker> TWO =
      List.of(new Ticker("KXCPI-26AUG-T-0.1"), new Ticker("KXBALANCE-29"));
  private static final EventOrSeries EVENT =
      new EventOrSeries(EventOrSeries.Level.EVENT, new Ticker("KXHIGHNY-26NOV22"));
  private static final EventOrSeries SERIES =
      new EventOrSeries(EventOrSeries.Level.SERIES, new Ticker("KXMLBWINS-ATH"));
  private static final Markets MARKETS = new Markets();
  private static final Window WINDOW =
      Window.before(Instant.parse("2026-11-22T14:00:00Z"), Duration.ofHours(2));
  private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00.999Z");

  @Test
  void aLookupNamesItsTickersWithCommas() {
    assertThat(
        url(MARKETS.byTicker(Tier.LIVE, TWO)),
        is("/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29"));
  }

  @Test
  void aHistoricalLookupUsesTheHistoricalTier() {
    assertThat(
        url(MARKETS.byTicker(Tier.HISTORICAL, TWO)),
        is("/historical/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29"));
  }

  @Test
  void aLookupGoesOnFromACursor() {
    assertThat(
        url(MARKETS.byTicker(Tier.LIVE, TWO).from("Cg=/+ x")),
        is("/markets?limit=1000&tickers=KXCPI-26AUG-T-0.1,KXBALANCE-29&cursor=Cg%3D%2F%2B+x"));
  }

  @Test
  void anEventIsListedByItsTicker() {
    assertThat(
        url(MARKETS.of(EVENT, Tier.LIVE, null, null, true)),
        is("/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22"));
  }

  @Test
  void aSeriesIsListedByItsTicker() {
    assertThat(
        url(MARKETS.of(SERIES, Tier.LIVE, null, null, true)),
        is("/markets?limit=1000&series_ticker=KXMLBWINS-ATH"));
  }

  @Test
  void unwantedCombosAreExcluded() {
    assertThat(
        url(MARKETS.of(SERIES, Tier.LIVE, null, null, false)),
        is("/markets?limit=1000&series_ticker=KXMLBWINS-ATH&mve_filter=exclude"));
  }

  @Test
  void aStatusIsOneWordOfTheFilter() {
    assertThat(
        url(MARKETS.of(EVENT, Tier.LIVE, MarketStatus.UNOPENED, null, true)),
        is("/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&status=unopened"));
  }

  @Test
  void settlementsAreBoundedInWholeSeconds() {
    assertThat(
        url(MARKETS.of(EVENT, Tier.LIVE, MarketStatus.SETTLED, SINCE, true)),
        is(
            "/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&status=settled"
                + "&min_settled_ts=1795341600"));
  }

  @Test
  void theHistoricalTierHasNoOtherFilterThanEventOrSeries() {
    assertThat(
        url(MARKETS.of(SERIES, Tier.HISTORICAL, null, null, false)),
        is("/historical/markets?limit=1000&series_ticker=KXMLBWINS-ATH"));
  }

  @Test
  void aListingGoesOnFromACursorWithTheSameFilters() {
    assertThat(
        url(MARKETS.of(EVENT, Tier.LIVE, MarketStatus.SETTLED, SINCE, false).from("a&b")),
        is(
            "/markets?limit=1000&event_ticker=KXHIGHNY-26NOV22&mve_filter=exclude&status=settled"
                + "&min_settled_ts=1795341600&cursor=a%26b"));
  }

  @Test
  void orderBooksRepeatTheParameter() {
    assertThat(
        url(new OrderBooks().query(Tier.LIVE, TWO, WINDOW)),
        is("/markets/orderbooks?tickers=KXCPI-26AUG-T-0.1&tickers=KXBALANCE-29"));
  }

  @Test
  void anEventIsRequestedByItsPath() {
    assertThat(EVENT.target().pathAndQuery(), is("/events/KXHIGHNY-26NOV22"));
  }

  @Test
  void aSeriesIsRequestedByItsPath() {
    assertThat(SERIES.target().pathAndQuery(), is("/series/KXMLBWINS-ATH"));
  }

  private static String url(Query query) {
    return query.target().pathAndQuery();
  }
}
