/**
 * Fetches what selectors ask for and stores each page as it comes: lookups, listings, both tiers, a
 * second pass, and a reason for all that is missing.
 */
@NullMarked
package dev.marketdata.kalshi.fetch;

import org.jspecify.annotations.NullMarked;
