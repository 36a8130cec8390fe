/** A fake of Cloud Storage: a small server of its JSON API, with counts and faults. */
@NullMarked
package dev.marketdata.kalshi.storage;

import org.jspecify.annotations.NullMarked;
