/** Access to Google Cloud Storage: its endpoint, its locations and one client per JVM. */
@NullMarked
package dev.marketdata.kalshi.gcs;

import org.jspecify.annotations.NullMarked;
