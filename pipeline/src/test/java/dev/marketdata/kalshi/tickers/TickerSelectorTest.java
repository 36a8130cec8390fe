package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the parsing of selectors. */
class TickerSelectorTest {

  private static final SourceLine LINE = new SourceLine("tickers.txt", 7);

  @ParameterizedTest
  @CsvSource({
    "market:KXHIGHNY-26NOV22-T54, MARKET, KXHIGHNY-26NOV22-T54",
    "event:KXHIGHNY-26NOV22, EVENT, KXHIGHNY-26NOV22",
    "series:KXCPIYOY, SERIES, KXCPIYOY",
    "series:KXMLBWINS-ATH, SERIES, KXMLBWINS-ATH",
    "market:KXELONMARS-99, MARKET, KXELONMARS-99"
  })
  void theKindIsGivenInTheLine(String text, TickerKind kind, String ticker) {
    assertThat(
        TickerSelector.parse(text, LINE), is(new TickerSelector(kind, new Ticker(ticker), LINE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KXMLBWINS-ATH",
        "KXMALAYSIAPARLI-2",
        "KXELONMARS-99",
        "KXCPI-26AUG-T-0.1",
        "KXMVENFLSINGLEGAME-26JAN12HOUPIT",
        "KXMVECROSSCATEGORY-R",
        "ARCTICICEMAX",
        "KXATPCHALLENGERMATCH-26JUN11CIGEST-CIG",
        "market",
        "series"
      })
  void theKindDoesNotDependOnHyphens(String text) {
    assertThat(TickerSelector.parse(text, LINE).kind(), is(TickerKind.NOT_GIVEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "market:",
        "market: A",
        "Market:A",
        "unsaid:A",
        "markets:A",
        "event:event:A",
        ":A",
        "A:B"
      })
  void anythingElseBeforeAColonIsRefused(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> TickerSelector.parse(text, LINE));

    assertThat(refusal.getMessage(), startsWith("Not a ticker: "));
  }

  @Test
  void onlyAMarketOrANameWithoutAKindMayBeAMarket() {
    assertThat(
        Stream.of(TickerKind.values()).filter(TickerKind::mayBeMarket).toList(),
        is(List.of(TickerKind.MARKET, TickerKind.NOT_GIVEN)));
  }

  @Test
  void theWordsOfTheKindsAreEnglishWhateverTheLocale() {
    assertThat(
        Stream.of(TickerKind.values()).map(TickerKind::jsonName).toList(),
        is(List.of("market", "event", "series", "unsaid")));
  }

  @Test
  void aSpaceAfterTheColonIsReported() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> TickerSelector.parse("market: KXA-1", LINE));

    assertThat(
        refusal.getMessage(),
        is("Not a ticker: \"market: KXA-1\" (must have no blank after the colon)"));
  }

  @Test
  void anUnknownKindIsReported() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> TickerSelector.parse("city:KXNY", LINE));

    assertThat(
        refusal.getMessage(),
        is("Not a ticker: \"city:KXNY\" (must have market, event or series before the colon)"));
  }

  @Property(tries = 500)
  void aSelectorIsReadBack(@ForAll TickerKind kind, @ForAll("tickers") String ticker) {
    TickerSelector selector = new TickerSelector(kind, new Ticker(ticker), LINE);

    assertThat(TickerSelector.parse(selector.text(), LINE), is(selector));
  }

  @Property(tries = 500)
  void aSelectorIsWrittenAsItWasRead(@ForAll TickerKind kind, @ForAll("tickers") String ticker) {
    String text = kind == TickerKind.NOT_GIVEN ? ticker : kind.jsonName() + ":" + ticker;

    assertThat(TickerSelector.parse(text, LINE).toString(), is(text));
  }

  @Provide
  Arbitrary<String> tickers() {
    return Arbitraries.oneOf(
        Arbitraries.of("market", "event", "series", "unsaid", "A-", "A..", "0"),
        Arbitraries.strings()
            .withCharRange('A', 'Z')
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .withChars("._-")
            .ofMaxLength(199)
            .map("K"::concat));
  }
}
