/**
 * Benchmarks of the bundled jar, run like a user runs it, with each program in its own process.
 * Each result is compared with a theoretical limit. Start with {@code BenchMain}.
 */
@NullMarked
package dev.marketdata.kalshi.bench;

import org.jspecify.annotations.NullMarked;
