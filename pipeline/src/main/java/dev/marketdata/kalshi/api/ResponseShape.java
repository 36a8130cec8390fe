package dev.marketdata.kalshi.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a response holds the data of markets.
 *
 * @param array the member of the response that is an array
 * @param ticker the field of an element that names its market
 * @param items the field of an element that is the market's array; null if there is none
 * @param flat whether elements are items, any number per market, rather than one object per market
 * @param noted the fields to remember of each row, or of each item of an array; only strings and
 *     numbers are
 */
public record ResponseShape(
    String array, String ticker, @Nullable String items, boolean flat, Set<String> noted) {

  /** Copies the set. */
  public ResponseShape {
    noted = Set.copyOf(noted);
  }

  /** One object per market, which a shard holds whole. */
  public static ResponseShape objects(String array, String ticker, String... noted) {
    return new ResponseShape(array, ticker, null, false, Set.of(noted));
  }

  /** One object per market, of which a shard holds the array {@code items}. */
  public static ResponseShape arrays(String array, String ticker, String items, String... noted) {
    return new ResponseShape(array, ticker, items, false, Set.of(noted));
  }

  /** Items that each name their market; a shard holds the array of those of one market. */
  public static ResponseShape flat(String array, String ticker, String... noted) {
    return new ResponseShape(array, ticker, null, true, Set.of(noted));
  }

  /** Tells whether a shard holds an array of items, possibly none, rather than one object. */
  public boolean holdsArray() {
    return flat || items != null;
  }
}
