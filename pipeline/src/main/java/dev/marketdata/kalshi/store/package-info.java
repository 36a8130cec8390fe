/** Turns rows of a page into shards and creates each only if it is absent, with a receipt. */
@NullMarked
package dev.marketdata.kalshi.store;

import org.jspecify.annotations.NullMarked;
