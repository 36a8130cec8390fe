/**
 * The types of Kalshi's API: datasets, queries, pages and their rows, misses, and differences from
 * the known schema.
 */
@NullMarked
package dev.marketdata.kalshi.api;

import org.jspecify.annotations.NullMarked;
