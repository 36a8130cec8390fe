package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign text in a message stays within its line and does nothing to a terminal. */
class ExcerptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r\n", "\t", "\0", "\u001b", "\u0085", "\u009b", "\u2028", "\u202e", "\ud800"
      })
  void whatIsNoVisibleCharacterBecomesABlank(String hidden) {
    assertThat(Excerpt.of("a" + hidden + "b"), is("a b"));
  }

  @Test
  void lettersOfAllScriptsStay() {
    assertThat(Excerpt.of("Zürich 東京 \ud83c\udf27"), is("Zürich 東京 \ud83c\udf27"));
  }

  @Test
  void aLongTextIsCutAfterTwoHundredCharacters() {
    assertThat(Excerpt.of("x".repeat(201)), is("x".repeat(200) + "..."));
  }
}
