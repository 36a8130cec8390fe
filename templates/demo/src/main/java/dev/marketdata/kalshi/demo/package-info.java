/** A whole run against the simulated exchange, in one process. */
@NullMarked
package dev.marketdata.kalshi.demo;

import org.jspecify.annotations.NullMarked;
