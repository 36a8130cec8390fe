package dev.marketdata.kalshi.tables;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  private static final long LARGEST = 999_999_999_999_999_999L;

  @Property(tries = 500)
  void everyDecimalOfEighteenDigitsIsReadExactly(
      @ForAll @LongRange(min = -LARGEST, max = LARGEST) long unscaled) {
    BigDecimal number = BigDecimal.valueOf(unscaled, 6);

    assertThat(Decimals.unscaled(number.toPlainString(), 6), is(unscaled));
    assertThat(Decimals.unscaled(number.toString(), 6), is(unscaled));
    assertThat(Decimals.unscaled(number.stripTrailingZeros().toString(), 6), is(unscaled));
  }

  @Property(tries = 500)
  void whatIsReadIsTheNumberOfTheText(
      @ForAll long unscaled, @ForAll @LongRange(min = -3, max = 9) long scale) {
    BigDecimal number = new BigDecimal(BigInteger.valueOf(unscaled), (int) scale);

    Long read = Decimals.unscaled(number.toString(), 6);

    BigDecimal exact = number.movePointRight(6);
    boolean fits =
        exact.stripTrailingZeros().scale() <= 0
            && exact.abs().compareTo(BigDecimal.valueOf(LARGEST)) <= 0;
    assertThat(read, fits ? is(exact.longValueExact()) : nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "0.29, 290000",
    "1e-6, 1",
    "1E-6, 1",
    "0.0000, 0",
    "1, 1000000",
    "-0.5, -500000",
    "0.1234560000, 123456",
    "0e-999999999, 0",
    "12e3, 12000000000",
    "999999999999.999999, 999999999999999999"
  })
  void aNumberIsReadInMillionths(String text, long millionths) {
    assertThat(Decimals.unscaled(text, 6), is(millionths));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1234567",
        "1e-7",
        "1000000000000",
        "1e999999999",
        "1e-999999999",
        "12345678901234567890",
        "",
        "abc",
        "1.2.3",
        ".",
        "0x10",
        "NaN",
        "1,5"
      })
  void whatDoesNotFitIsNotRounded(String text) {
    assertThat(Decimals.unscaled(text, 6), nullValue());
  }
}
