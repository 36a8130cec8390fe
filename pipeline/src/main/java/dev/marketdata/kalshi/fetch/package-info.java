/**
 * Fetches the data of selectors and stores each page as it arrives: lookups, listings, both tiers,
 * a second pass, and a reason for each miss.
 */
@NullMarked
package dev.marketdata.kalshi.fetch;

import org.jspecify.annotations.NullMarked;
