package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of shards of one dataset: the slots of each market. A day can have a million shards. */
final class ShardIndex {

  /**
   * Shards of one market.
   *
   * @param slots in microseconds, ascending
   */
  record OfTicker(String ticker, List<Long> slots) implements Serializable {}

  private static final long[] NONE = {};

  private final TreeMap<String, long[]> slots = new TreeMap<>();
  private long size;

  void add(String ticker, long slot) {
    long[] there = slots.getOrDefault(ticker, NONE);
    int place = Arrays.binarySearch(there, slot);
    if (place < 0) {
      int at = -place - 1;
      long[] more = new long[there.length + 1];
      System.arraycopy(there, 0, more, 0, at);
      more[at] = slot;
      System.arraycopy(there, at, more, at + 1, there.length - at);
      slots.put(ticker, more);
      size++;
    }
  }

  boolean contains(String ticker, long slot) {
    return Arrays.binarySearch(slots.getOrDefault(ticker, NONE), slot) >= 0;
  }

  void remove(String ticker, long slot) {
    if (contains(ticker, slot)) {
      long[] fewer =
          Arrays.stream(slots.getOrDefault(ticker, NONE)).filter(other -> other != slot).toArray();
      if (fewer.length == 0) {
        slots.remove(ticker);
      } else {
        slots.put(ticker, fewer);
      }
      size--;
    }
  }

  /** Returns the number of shards. */
  long size() {
    return size;
  }

  /**
   * Divides the shards, by market in the order of their names.
   *
   * @param shards the number of shards after which a part ends
   */
  List<List<OfTicker>> parts(int shards) {
    List<List<OfTicker>> parts = new ArrayList<>();
    List<OfTicker> part = new ArrayList<>();
    int inPart = 0;
    for (Map.Entry<String, long[]> market : slots.entrySet()) {
      part.add(new OfTicker(market.getKey(), Arrays.stream(market.getValue()).boxed().toList()));
      inPart += market.getValue().length;
      if (inPart >= shards) {
        parts.add(part);
        part = new ArrayList<>();
        inPart = 0;
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
