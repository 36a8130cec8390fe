/**
 * Reads Kalshi's market data through one signed client that never exceeds its budget. Knows nothing
 * of Beam.
 */
@NullMarked
package dev.marketdata.kalshi.kalshi;

import org.jspecify.annotations.NullMarked;
