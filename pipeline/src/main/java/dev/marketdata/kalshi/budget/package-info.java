/** Keeps requests within the read budget of an account: token bucket, rates, endpoint costs. */
@NullMarked
package dev.marketdata.kalshi.budget;

import org.jspecify.annotations.NullMarked;
