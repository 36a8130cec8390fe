/** Small helpers that know nothing of Kalshi: text excerpts, daemon threads, the version. */
@NullMarked
package dev.marketdata.kalshi.base;

import org.jspecify.annotations.NullMarked;
