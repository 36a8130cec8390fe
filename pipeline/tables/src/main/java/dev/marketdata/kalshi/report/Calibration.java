package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.report.Market.Middle;
import dev.marketdata.kalshi.report.Market.Moment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often YES won, by the price a day before the settlement.
 *
 * @param withoutPrice the settled markets without both quotes at that time
 */
record Calibration(List<Bucket> buckets, long withoutPrice) {

  private static final int BUCKETS = 10;
  private static final long DOUBLED_WIDTH = 200_000;

  /**
   * The markets whose price was in one tenth of a dollar.
   *
   * @param number 0 for prices below 0.1
   * @param doubled the sum of the prices, doubled
   */
  record Bucket(int number, long markets, long yes, long doubled) {}

  static Calibration of(List<Market> markets) {
    long[] count = new long[BUCKETS];
    long[] yes = new long[BUCKETS];
    long[] doubled = new long[BUCKETS];
    long withoutPrice = 0;
    for (Market market : markets) {
      String result = market.text("result");
      if (market.settledAt() == Series.NONE || !("yes".equals(result) || "no".equals(result))) {
        continue;
      }
      Middle price = market.middle(Moment.DAY_BEFORE_SETTLEMENT);
      if (price == null) {
        withoutPrice++;
        continue;
      }
      int bucket = (int) Math.min(BUCKETS - 1, Math.max(0, price.doubled() / DOUBLED_WIDTH));
      count[bucket]++;
      yes[bucket] += "yes".equals(result) ? 1 : 0;
      doubled[bucket] += price.doubled();
    }
    return new Calibration(
        IntStream.range(0, BUCKETS)
            .filter(i -> count[i] > 0)
            .mapToObj(i -> new Bucket(i, count[i], yes[i], doubled[i]))
            .toList(),
        withoutPrice);
  }

  long markets() {
    return buckets.stream().mapToLong(Bucket::markets).sum();
  }
}
