package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.datasets.MarketSelection;
import java.io.Serializable;

/**
 * What is wanted beside the selectors themselves.
 *
 * @param expanded which markets events and series yield
 * @param orderBooks whether every live market's order book is wanted too
 */
public record FetchRules(MarketSelection expanded, boolean orderBooks) implements Serializable {}
