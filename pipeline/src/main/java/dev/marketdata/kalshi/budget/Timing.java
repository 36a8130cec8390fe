package dev.marketdata.kalshi.budget;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Time, waiting and chance, as the client meets them.
 *
 * @param clock when it is
 * @param meter how much time goes by
 * @param waiting how a thread waits
 * @param chance what jitter is drawn from; used by several threads
 */
public record Timing(
    Clock clock, TimeMeter meter, BlockingStrategy waiting, RandomGenerator chance) {

  public static Timing system() {
    return new Timing(
        Clock.systemUTC(), TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING, new SecureRandom());
  }
}
