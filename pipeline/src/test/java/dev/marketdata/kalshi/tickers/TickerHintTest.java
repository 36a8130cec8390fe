package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which ticker a mistaken one probably means. */
class TickerHintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://kalshi.com/markets/kxhighny/highest-temperature-in-nyc/kxhighny-26nov22 | KXHIGHNY-26NOV22",
        "https://kalshi.com/markets/kxhighny/highest-temperature-in-nyc | KXHIGHNY",
        "https://kalshi.com/markets/kxhighny | KXHIGHNY",
        "https://kalshi.com/markets/kxhighny/ | KXHIGHNY",
        "https://www.kalshi.com/events/kxhighny-26nov22?utm_source=x | KXHIGHNY-26NOV22",
        "kalshi.com/markets/kxhighny/nyc#kxhighny-26nov22-t54 | KXHIGHNY-26NOV22-T54",
        "HTTPS://KALSHI.COM/markets/KXHIGHNY | KXHIGHNY",
        "market:https://kalshi.com/markets/kxhighny | KXHIGHNY",
        "https://demo.kalshi.co/markets/kxhighny | KXHIGHNY",
        "https://external-api.kalshi.com/trade-api/v2/markets/KXHIGHNY-26NOV22-T54 | KXHIGHNY-26NOV22-T54"
      })
  void aLinkToKalshiNamesATicker(String link, String ticker) {
    assertThat(TickerHint.inLink(link), is(ticker));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KXHIGHNY",
        "https://kalshi.com/",
        "https://kalshi.com/markets",
        "https://kalshi.com/markets/%2e%2e",
        "https://kalshi.com/browse/weather",
        "https://kalshi.com/markets/a|b",
        "https://example.com/markets/kxhighny"
      })
  void anythingElseNamesNone(String text) {
    assertThat(TickerHint.inLink(text), is(nullValue()));
  }

  @Test
  void aNameInLowerCaseProbablyMeansTheSameInUpperCase() {
    assertThat(
        TickerHint.ifLowerCase(new Ticker("kxHIGHNY-26nov22")),
        is("; did you mean KXHIGHNY-26NOV22? Tickers are upper case"));
  }

  @Test
  void aNameInUpperCaseGivesNoHint() {
    assertThat(TickerHint.ifLowerCase(new Ticker("KXHIGHNY-26NOV22-T0.5")), is(""));
  }
}
