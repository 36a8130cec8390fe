/** Reads the API key from its location and signs requests with it. */
@NullMarked
package dev.marketdata.kalshi.auth;

import org.jspecify.annotations.NullMarked;
