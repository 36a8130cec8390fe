package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the trades of markets compare with their candles: the sum of the counts of a market's trades
 * in the window must be the sum of the volumes of its candles, in exact decimals.
 *
 * @param equal the markets whose sums are equal
 * @param untraded the markets without volume, whose trades were not requested
 * @param blockTrades the markets that differ by exactly their block trades
 * @param edges the markets that differ by exactly trades at an edge of the window
 * @param different the markets that differ in another way
 * @param unchecked the markets whose candles are not known
 * @param differences the first of those that differ in another way
 */
public record VolumeCheck(
    long equal,
    long untraded,
    long blockTrades,
    long edges,
    long different,
    long unchecked,
    List<Difference> differences)
    implements Serializable {

  /** No markets. */
  public static final VolumeCheck NONE = new VolumeCheck(0, 0, 0, 0, 0, 0, List.of());

  private static final int MAX_DIFFERENCES = 20;

  /** The relation of a market's trades to its candles. */
  enum Result {
    EQUAL,
    UNTRADED,
    BLOCK_TRADES,
    EDGES,
    DIFFERENT,
    UNCHECKED
  }

  /**
   * A market whose sums differ.
   *
   * @param slot the slot of the window
   * @param candles the sum of its candles' volumes, an exact decimal
   * @param trades the sum of its trades' counts, an exact decimal
   */
  public record Difference(String ticker, String slot, String candles, String trades)
      implements Serializable {}

  /** Returns the check of one market. */
  static VolumeCheck of(Result result, Difference difference) {
    return new VolumeCheck(
        result == Result.EQUAL ? 1 : 0,
        result == Result.UNTRADED ? 1 : 0,
        result == Result.BLOCK_TRADES ? 1 : 0,
        result == Result.EDGES ? 1 : 0,
        result == Result.DIFFERENT ? 1 : 0,
        result == Result.UNCHECKED ? 1 : 0,
        result == Result.DIFFERENT ? List.of(difference) : List.of());
  }

  /** Returns the sum of both. */
  public VolumeCheck plus(VolumeCheck other) {
    return new VolumeCheck(
        equal + other.equal,
        untraded + other.untraded,
        blockTrades + other.blockTrades,
        edges + other.edges,
        different + other.different,
        unchecked + other.unchecked,
        Stream.concat(differences.stream(), other.differences.stream())
            .limit(MAX_DIFFERENCES)
            .toList());
  }
}
