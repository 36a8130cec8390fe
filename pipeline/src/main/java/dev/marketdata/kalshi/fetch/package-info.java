/**
 * Turns selectors into pages of markets: batches, a walk, expansions, both tiers, and a reason for
 * all that is missing.
 */
@NullMarked
package dev.marketdata.kalshi.fetch;

import org.jspecify.annotations.NullMarked;
