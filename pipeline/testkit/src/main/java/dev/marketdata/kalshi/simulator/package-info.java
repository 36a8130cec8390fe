/** A simulator of Kalshi's trade API on the loopback interface, for tests and for the demo. */
@NullMarked
package dev.marketdata.kalshi.simulator;

import org.jspecify.annotations.NullMarked;
