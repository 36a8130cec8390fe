/** The job as a whole: from a ticker file to shards and a run summary. */
@NullMarked
package dev.marketdata.kalshi;

import org.jspecify.annotations.NullMarked;
