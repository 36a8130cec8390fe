package dev.marketdata.kalshi.api;

/** A kind of data that a run collects. */
public enum Dataset {
  /** One object a market: prices, volume, status, rules. */
  MARKET_DATA("market_data", "market", "markets"),
  /** One object a market: all resting bids. */
  ORDERBOOKS("orderbooks", "orderbook", "orderbooks");

  private final String folder;
  private final String member;
  private final String array;

  Dataset(String folder, String member, String array) {
    this.folder = folder;
    this.member = member;
    this.array = array;
  }

  /** Returns the folder under the output root. */
  public String folder() {
    return folder;
  }

  /** Returns the member of a shard that holds Kalshi's object. */
  public String member() {
    return member;
  }

  /** Returns the array of Kalshi's answer that holds the objects. */
  String array() {
    return array;
  }
}
