/** Keeps shards: created only if absent, each with a receipt. */
@NullMarked
package dev.marketdata.kalshi.store;

import org.jspecify.annotations.NullMarked;
