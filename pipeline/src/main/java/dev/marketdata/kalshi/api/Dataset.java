package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.util.Map;

/**
 * A kind of data that a run collects: what it is called, how a response of Kalshi holds it, and how
 * a shard does. An implementation is a record without components: it travels with the job, and two
 * of one class are equal.
 */
public interface Dataset extends Serializable {

  /** Returns its name: the folder under the output root, and the word in flags, misses, drift. */
  String name();

  /** Returns the key of its counts in the run summary. */
  default String summaryKey() {
    return name();
  }

  /** Returns what a person calls it, in the plural. */
  String label();

  /** Returns the member of a shard that holds what Kalshi sent. */
  String member();

  /** Returns how a response holds it. */
  ResponseShape shape();

  /**
   * Returns the form that Kalshi documents for an element of the response's array. It is read from
   * the resource {@code NAME.schema.json} in the package of the class.
   */
  default JsonSchema schema() {
    return JsonSchema.of(getClass(), name() + ".schema.json");
  }

  /** Tells whether a shard covers the slot's window; else it covers the time of the request. */
  default boolean hasWindow() {
    return false;
  }

  /**
   * Tells whether an item of a shard's array belongs to the window. Kalshi's own bounds may be
   * wider than the window.
   *
   * @param item the noted fields of the item, see {@link ResponseShape#noted}
   */
  default boolean keeps(Map<String, String> item, Window window) {
    return true;
  }
}
