package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests which of two receipts for one path is kept. */
class ShardReceiptTest {

  @ParameterizedTest
  @CsvSource({
    "STORED, STORED, STORED",
    "STORED, ALREADY_THERE, STORED",
    "STORED, EMPTY, STORED",
    "ALREADY_THERE, STORED, STORED",
    "ALREADY_THERE, ALREADY_THERE, ALREADY_THERE",
    "ALREADY_THERE, EMPTY, ALREADY_THERE",
    "EMPTY, STORED, STORED",
    "EMPTY, ALREADY_THERE, ALREADY_THERE",
    "EMPTY, EMPTY, EMPTY"
  })
  void theBetterOfTwoCounts(Outcome one, Outcome other, Outcome better) {
    assertThat(receipt(one).or(receipt(other)).outcome(), is(better));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void ofTwoAsGoodTheFirstCounts(Outcome outcome) {
    ShardReceipt first = receipt(outcome);

    assertThat(first.or(receipt(outcome)), is(sameInstance(first)));
  }

  @Property
  void theOrderOfThreeDoesNotMatter(
      @ForAll Outcome one, @ForAll Outcome two, @ForAll Outcome three) {
    assertThat(
        receipt(one).or(receipt(two)).or(receipt(three)).outcome(),
        is(receipt(three).or(receipt(two).or(receipt(one))).outcome()));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void aReceiptIsReadBack(Outcome outcome) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        ShardReceipt.CODER,
        new ShardReceipt(
            "p/q.json",
            new Ticker("A-1.B"),
            "trades",
            outcome,
            1L << 40,
            "4waSgw==",
            "historical"));
  }

  private static ShardReceipt receipt(Outcome outcome) {
    return new ShardReceipt("p", new Ticker("A"), "market_data", outcome, 1, "", "live");
  }
}
