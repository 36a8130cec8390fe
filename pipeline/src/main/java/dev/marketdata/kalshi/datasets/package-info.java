/** The kinds of data that a run collects, and how each is requested. */
@NullMarked
package dev.marketdata.kalshi.datasets;

import org.jspecify.annotations.NullMarked;
