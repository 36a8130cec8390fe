package dev.marketdata.kalshi.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The number and the pauses of a request's retries. Kalshi sends no {@code Retry-After} and
 * recommends exponential back-off.
 *
 * @param attempts the max number of attempts, including the first
 * @param firstPause the max pause after the first attempt; it doubles with each attempt
 * @param maxPause the limit of doubling
 * @param attemptTimeout the max time of an attempt, including the last byte
 * @param queryDeadline the max time of all attempts and pauses together
 */
public record RetryPolicy(
    int attempts,
    Duration firstPause,
    Duration maxPause,
    Duration attemptTimeout,
    Duration queryDeadline) {

  /** For the data that the run collects. */
  public static final RetryPolicy DATA =
      new RetryPolicy(8, ofMillis(200), ofSeconds(10), ofSeconds(15), ofMinutes(2));

  /** For requests that a run can go on without. */
  static final RetryPolicy BRIEF =
      new RetryPolicy(3, ofMillis(200), ofSeconds(1), ofSeconds(5), ofSeconds(15));

  /** For the one list that is tens of megabytes long. */
  static final RetryPolicy LARGE =
      new RetryPolicy(3, ofMillis(200), ofSeconds(10), ofMinutes(1), ofMinutes(2));

  /** Returns a policy that gives up earlier. */
  RetryPolicy atMost(int otherAttempts, Duration otherAttemptTimeout, Duration otherDeadline) {
    return new RetryPolicy(
        Math.min(attempts, otherAttempts),
        firstPause,
        maxPause,
        min(attemptTimeout, otherAttemptTimeout),
        min(queryDeadline, otherDeadline));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Returns the pause after an attempt, counted from 1, with full jitter. */
  public Duration pauseAfter(int attempt, RandomGenerator random) {
    long first = firstPause.toNanos();
    long max = maxPause.toNanos();
    int doublings = Math.min(attempt - 1, 62);
    long bound = first > max >> doublings ? max : first << doublings;
    return Duration.ofNanos(random.nextLong(bound + 1));
  }
}
