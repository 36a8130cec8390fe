package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which texts are tickers. */
class TickerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KXHIGHNY",
        "KXHIGHNY-26NOV22-T54",
        "KXBTCD-26JUL2819-T63999.99",
        "KXCPI-26AUG-T-0.1",
        "KXADP-26APR-T-25000",
        "KXPOPCHANGENYC-28JUN01-NYC-0.01-0.99",
        "KXMLBWINS-ATH",
        "KXELONMARS-99",
        "KXBALANCE-29",
        "POWER-28-DH-DS-DP",
        "KXMVECROSSCATEGORY0-SHARD1",
        "KXMVESPORTSMULTIGAMEEXTENDED-S202574BDF0EBF19-76639FFEFBC",
        "lower_case",
        "9"
      })
  void namesThatKalshiUsesAreTickers(String name) {
    assertThat(new Ticker(name).value(), is(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", ".", "..", "-A", "_A", ".hidden", "A/B", "../A", "A B", " A", "A ", "A\n", "A:B",
        "A,B", "A=B", "Ä", "A*", "A\u0000", "*", "A%2F", "A\\B"
      })
  void aPathOrAQueryIsNoTicker(String text) {
    assertThat(Ticker.isTicker(text), is(false));
  }

  @Test
  void twoHundredCharactersAreATicker() {
    assertThat(Ticker.isTicker("A".repeat(200)), is(true));
  }

  @Test
  void twoHundredAndOneAreNone() {
    assertThat(Ticker.isTicker("A".repeat(201)), is(false));
  }

  @Test
  void theMessageQuotesTheTextAndTheRule() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new Ticker("A/B")).getMessage(),
        is(
            "Not a ticker: \"A/B\" (1 to 200 of A-Z a-z 0-9 . _ -, beginning with a letter or"
                + " digit)"));
  }

  @Test
  void itsTextIsItsValue() {
    assertThat(new Ticker("KXCPIYOY").toString(), is("KXCPIYOY"));
  }

  @Test
  void tickersAreOrderedAsTheirTexts() {
    assertThat(new Ticker("A").compareTo(new Ticker("B")), is(lessThan(0)));
  }

  @Property(tries = 500)
  void anyOtherTextIsRefusedWithAShortMessage(@ForAll String text) {
    String message = Ticker.isTicker(text) ? "" : refusal(text);

    assertThat(message.lines().count(), is(lessThan(2L)));
    assertThat(message.length(), is(lessThan(400)));
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> new Ticker(text)).getMessage());
  }
}
