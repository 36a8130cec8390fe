package dev.marketdata.kalshi.budget;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * The clocks, the waiting and the randomness of the client, which tests can replace. All four must
 * be safe for use by several threads.
 */
public record Timing(
    Clock clock, TimeMeter meter, BlockingStrategy waiting, RandomGenerator random) {

  /** Returns the timing of the system. */
  public static Timing system() {
    return new Timing(
        Clock.systemUTC(), TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING, new SecureRandom());
  }
}
