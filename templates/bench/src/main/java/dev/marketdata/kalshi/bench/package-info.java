/**
 * Measures the bundled jar as a user runs it, each program in a process of its own, and prints
 * every figure beside the limit that it cannot pass. Begin with {@code BenchMain}.
 */
@NullMarked
package dev.marketdata.kalshi.bench;

import org.jspecify.annotations.NullMarked;
