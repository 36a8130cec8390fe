/** Sums up a run: what was stored, what is missing and why, and the verdict. */
@NullMarked
package dev.marketdata.kalshi.runs;

import org.jspecify.annotations.NullMarked;
