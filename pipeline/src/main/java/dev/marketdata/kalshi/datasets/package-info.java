/** The datasets that a run collects, and their requests. */
@NullMarked
package dev.marketdata.kalshi.datasets;

import org.jspecify.annotations.NullMarked;
