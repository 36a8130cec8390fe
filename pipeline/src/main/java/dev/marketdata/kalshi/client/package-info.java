/**
 * Sends requests to Kalshi: signed, within the budget, retried. One client per run and JVM.
 * Independent of Beam.
 */
@NullMarked
package dev.marketdata.kalshi.client;

import org.jspecify.annotations.NullMarked;
