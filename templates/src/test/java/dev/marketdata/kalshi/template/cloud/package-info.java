/** Drives the scripts and queries in {@code cloud/} offline. */
@NullMarked
package dev.marketdata.kalshi.template.cloud;

import org.jspecify.annotations.NullMarked;
