/** Shapes one market's snapshot into a shard: a path and one line of JSON. Pure functions. */
@NullMarked
package dev.marketdata.kalshi.shards;

import org.jspecify.annotations.NullMarked;
