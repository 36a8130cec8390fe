/** Stands in for Cloud Storage: a small server of its JSON API, that counts and misbehaves. */
@NullMarked
package dev.marketdata.kalshi.storage;

import org.jspecify.annotations.NullMarked;
