package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the encodings of text files, and characters that an editor does not show. */
class UserTextTest {

  @ParameterizedTest
  @CsvSource({
    "KXA, UTF-8, UTF-8",
    "KXA, UTF-16LE, UTF-16LE",
    "KXA, UTF-16BE, UTF-16BE",
    "\uFEFFKXA, UTF-8, UTF-8",
    "\uFEFFKXA, UTF-16LE, UTF-16LE",
    "\uFEFFKXA, UTF-16BE, UTF-16BE",
    "KXA # Größe 20 €, UTF-16LE, UTF-16LE",
    "\uFEFF€, UTF-16BE, UTF-16BE",
    "'', UTF-8, UTF-8",
    "'K\0XALONGER', UTF-8, UTF-8"
  })
  void anEncodingIsFoundByItsMarkOrItsZeros(String text, String encoding, String found) {
    assertThat(
        UserText.charset(text.getBytes(Charset.forName(encoding))), is(Charset.forName(found)));
  }

  @Test
  void zerosInBothPlacesAreNoUtf16() {
    assertThat(UserText.charset(new byte[64]), is(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\t",
        "\u0000",
        "\u001A",
        "\u0085",
        "\u00A0",
        "\u00AD",
        "\u034F",
        "\u061C",
        "\u2003",
        "\u2007",
        "\u200B",
        "\u200E",
        "\u2028",
        "\u2029",
        "\u202F",
        "\u2060",
        "\u2800",
        "\u3000",
        "\u3164",
        "\uFE0F",
        "\uFEFF",
        "\uDB40\uDC20",
        "\u00A0\u200B \uFEFF"
      })
  void blanksOfEveryKindAtTheEndsAreDropped(String blank) {
    assertThat(UserText.strip(blank + "KX" + blank + "A" + blank), is("KX" + blank + "A"));
  }

  @Test
  void aTextOfBlanksIsEmpty() {
    assertThat(UserText.strip("\u00A0 \u200B"), is(""));
  }

  @Test
  void lettersAreNotDropped() {
    assertThat(UserText.strip("\u041AX\u00C9"), is("\u041AX\u00C9"));
  }

  @ParameterizedTest
  @CsvSource({
    "'KX\u200BA', 0, character 3 is U+200B ZERO WIDTH SPACE",
    "'KX\u00A0A', 4, character 7 is U+00A0 NO-BREAK SPACE",
    "'KX\u2013A', 0, character 3 is U+2013 EN DASH",
    "'\u041AX', 0, character 1 is U+041A CYRILLIC CAPITAL LETTER KA",
    "'A\uDB40\uDC20', 0, character 2 is U+E0020 TAG SPACE",
    "'A\tB', 0, character 2 is U+0009 CHARACTER TABULATION",
    "'A\uD800', 0, character 2 is U+D800 HIGH SURROGATES D800"
  })
  void theFirstOddCharacterIsNamedWithItsPlace(String text, int before, String named) {
    assertThat(UserText.oddCharacter(text, before), is(named));
  }

  @Test
  void printableAsciiIsNotOdd() {
    assertThat(UserText.oddCharacter("KX A!~", 0), is(nullValue()));
  }

  @Test
  void aCharacterWithoutANameHasItsNumber() {
    assertThat(UserText.oddCharacter("\u0378", 0), is("character 1 is U+0378"));
  }
}
