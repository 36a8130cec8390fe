/**
 * A stand-in for Kalshi's trade API on the loopback interface, faithful enough to test and to try
 * out a collector offline.
 */
@NullMarked
package dev.marketdata.kalshi.simulator;

import org.jspecify.annotations.NullMarked;
