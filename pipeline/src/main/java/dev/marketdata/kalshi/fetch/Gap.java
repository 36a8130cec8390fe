package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A window of an earlier slot that no finished run holds completely.
 *
 * @param names the markets and selectors that are missing; null for all
 */
public record Gap(Window window, @Nullable Set<String> names) implements Serializable {

  /** Copies the set. */
  public Gap {
    names = names == null ? null : Set.copyOf(names);
  }

  /** Returns true if a market that a selector yields is missing. */
  boolean isOf(Ticker market, String selector) {
    return names == null || names.contains(market.value()) || names.contains(selector);
  }
}
