/** Reaches Google Cloud Storage: where it is served, and one client of it for the whole JVM. */
@NullMarked
package dev.marketdata.kalshi.gcs;

import org.jspecify.annotations.NullMarked;
