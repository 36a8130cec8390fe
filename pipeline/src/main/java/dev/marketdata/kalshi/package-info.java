/** The whole pipeline: from ticker files to shards and a run summary. */
@NullMarked
package dev.marketdata.kalshi;

import org.jspecify.annotations.NullMarked;
