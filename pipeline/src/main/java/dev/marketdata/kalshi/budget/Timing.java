package dev.marketdata.kalshi.budget;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * The time, the waiting and the randomness that the client uses, so that tests can replace them.
 * All four must be safe for use by several threads.
 */
public record Timing(
    Clock clock, TimeMeter meter, BlockingStrategy waiting, RandomGenerator chance) {

  /** Returns the timing of the real world. */
  public static Timing system() {
    return new Timing(
        Clock.systemUTC(), TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING, new SecureRandom());
  }
}
