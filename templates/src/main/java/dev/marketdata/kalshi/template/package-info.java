/**
 * The command line: flags, flags to settings, and the mains. Nothing here knows how data is
 * fetched.
 */
@NullMarked
package dev.marketdata.kalshi.template;

import org.jspecify.annotations.NullMarked;
