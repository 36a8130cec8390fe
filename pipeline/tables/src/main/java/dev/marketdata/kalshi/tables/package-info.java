/**
 * Makes typed, daily Parquet tables from the shards of finished runs. Shards are only read, and a
 * table can be made from them again.
 */
@NullMarked
package dev.marketdata.kalshi.tables;

import org.jspecify.annotations.NullMarked;
