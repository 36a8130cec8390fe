/**
 * Small helpers, independent of Kalshi: text excerpts, daemon threads, the version, loopback rules.
 */
@NullMarked
package dev.marketdata.kalshi.base;

import org.jspecify.annotations.NullMarked;
