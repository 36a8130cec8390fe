package dev.marketdata.kalshi.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of a response that contains data of markets.
 *
 * @param array the member of the response that is an array; null if the response itself is its one
 *     element
 * @param ticker the field of an element that names its market
 * @param items the field of an element that is the market's array; null if there is none
 * @param flat true if elements are items, any number per market; false if one object per market
 * @param noted the fields kept of each row, or of each item of an array, if strings or numbers
 * @param summed the noted field of items whose sum over a market's array is a field of its row, as
 *     an exact decimal, unless an item lacks it; null if there is none
 * @param id the noted field that tells an item from all others; null if only all its bytes do
 */
public record ResponseShape(
    @Nullable String array,
    String ticker,
    @Nullable String items,
    boolean flat,
    Set<String> noted,
    @Nullable String summed,
    @Nullable String id) {

  /** Copies the set. */
  public ResponseShape {
    noted = Set.copyOf(noted);
  }

  /** Returns the shape with one object per market, which a shard contains. */
  public static ResponseShape objects(String array, String ticker, String... noted) {
    return new ResponseShape(array, ticker, null, false, Set.of(noted), null, null);
  }

  /** Returns the shape with one object per market; a shard contains its array {@code items}. */
  public static ResponseShape arrays(String array, String ticker, String items, String... noted) {
    return new ResponseShape(array, ticker, items, false, Set.of(noted), null, null);
  }

  /** Returns the shape with one market; a shard contains its array {@code items}. */
  public static ResponseShape single(String ticker, String items, String... noted) {
    return new ResponseShape(null, ticker, items, false, Set.of(noted), null, null);
  }

  /** Returns the shape with items that name their market; a shard contains those of one. */
  public static ResponseShape flat(String array, String ticker, String... noted) {
    return new ResponseShape(array, ticker, null, true, Set.of(noted), null, null);
  }

  /** Returns the same shape with the sum of a noted field of the items. */
  public ResponseShape summing(String field) {
    return new ResponseShape(array, ticker, items, flat, noted, field, id);
  }

  /** Returns the same shape with a noted field that tells items from each other. */
  public ResponseShape identifiedBy(String field) {
    return new ResponseShape(array, ticker, items, flat, noted, summed, field);
  }

  /** Returns true if a shard contains an array of items, possibly none; false if one object. */
  public boolean holdsArray() {
    return flat || items != null;
  }
}
