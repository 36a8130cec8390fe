package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiException.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What to do with a request that names many tickers and is refused as a whole. */
final class Batch {

  // 414 and its like: too long. 400: perhaps one name spoils it for the others.
  private static final Set<Integer> DIVISIBLE = Set.of(400, 413, 414, 431);

  private Batch() {}

  /** Tells whether asking for less may help. */
  static boolean canBeHalved(List<?> batch, KalshiException failure) {
    Integer status = failure.status();
    return batch.size() > 1
        && failure.kind() == Kind.REJECTED
        && status != null
        && DIVISIBLE.contains(status);
  }

  /** Hands on both halves. */
  static <T> void halve(List<T> batch, Consumer<List<T>> half) {
    int middle = batch.size() / 2;
    half.accept(List.copyOf(batch.subList(0, middle)));
    half.accept(List.copyOf(batch.subList(middle, batch.size())));
  }
}
