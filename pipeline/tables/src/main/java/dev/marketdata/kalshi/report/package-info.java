/**
 * Makes the report: one page, without a server, of what the runs under an output hold. It only
 * reads.
 */
@NullMarked
package dev.marketdata.kalshi.report;

import org.jspecify.annotations.NullMarked;
