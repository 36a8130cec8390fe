package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.util.Map;

/**
 * A type of data that a run collects: its names, its form in responses and its form in shards.
 * Implementations are records without components, because they are part of the job graph and two of
 * one class must be equal.
 */
public interface Dataset extends Serializable {

  /** Returns the name: the folder under the output root, also used in flags, misses and drift. */
  String name();

  /** Returns the key of its counts in the run summary. */
  default String summaryKey() {
    return name();
  }

  /** Returns the plural name for text that people read. */
  String label();

  /** Returns the name of the shard's JSON member that holds Kalshi's data. */
  String member();

  /** Returns the form of a response. */
  ResponseShape shape();

  /**
   * Returns the documented schema of an element of the response's array. It is read from the
   * resource {@code NAME.schema.json} in the package of the class.
   */
  default JsonSchema schema() {
    return JsonSchema.of(getClass(), name() + ".schema.json");
  }

  /** Returns the form of a response of a tier, if the tiers differ. */
  default ResponseShape shape(Tier tier) {
    return shape();
  }

  /**
   * Returns the documented schema of an element of a tier's response. If the tiers differ, it is
   * read from the resource {@code NAME.TIER.schema.json}.
   */
  default JsonSchema schema(Tier tier) {
    return shape(tier).equals(shape())
        ? schema()
        : JsonSchema.of(getClass(), name() + "." + tier.jsonName() + ".schema.json");
  }

  /**
   * Returns true if a shard covers the slot's window; false if it shows the time of the request.
   */
  default boolean hasWindow() {
    return false;
  }

  /**
   * Returns true if an item of a shard's array is in the window. Kalshi's response may be wider.
   *
   * @param item the noted fields of the item, see {@link ResponseShape#noted}
   */
  default boolean keeps(Map<String, String> item, Window window) {
    return true;
  }

  /**
   * Returns true if an item is the last one before the window, of which the row notes the summed
   * field too, with {@link Row#BEFORE} before its name.
   */
  default boolean isJustBefore(Map<String, String> item, Window window) {
    return false;
  }
}
