package dev.marketdata.kalshi.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how soon a request is repeated. Kalshi sends no {@code Retry-After}; it asks for
 * exponential back-off.
 *
 * @param attempts the maximum, the first included
 * @param firstPause the longest pause after the first attempt; it doubles from there
 * @param longestPause where doubling ends
 * @param attemptTimeout how long one attempt may take, the last byte included
 * @param queryDeadline how long all attempts and pauses together may take
 */
record RetryPolicy(
    int attempts,
    Duration firstPause,
    Duration longestPause,
    Duration attemptTimeout,
    Duration queryDeadline) {

  /** For what the run was asked to fetch. */
  static final RetryPolicy PATIENT =
      new RetryPolicy(8, ofMillis(200), ofSeconds(10), ofSeconds(15), ofMinutes(2));

  /** For what a run can do without. */
  static final RetryPolicy BRIEF =
      new RetryPolicy(3, ofMillis(200), ofSeconds(1), ofSeconds(5), ofSeconds(15));

  /** For the one list that is tens of megabytes long. */
  static final RetryPolicy LARGE =
      new RetryPolicy(3, ofMillis(200), ofSeconds(10), ofMinutes(1), ofMinutes(2));

  /** Returns the pause after the given attempt, the first being 1: full jitter. */
  Duration pauseAfter(int attempt, RandomGenerator chance) {
    long first = firstPause.toNanos();
    long longest = longestPause.toNanos();
    int doublings = Math.min(attempt - 1, 62);
    long bound = first > longest >> doublings ? longest : first << doublings;
    return Duration.ofNanos(chance.nextLong(bound + 1));
  }
}
