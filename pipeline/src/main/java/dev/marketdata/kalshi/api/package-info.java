/**
 * What Kalshi sends and what is made of it: datasets, pages and their rows, misses, and where
 * objects differ from the schema that is known.
 */
@NullMarked
package dev.marketdata.kalshi.api;

import org.jspecify.annotations.NullMarked;
