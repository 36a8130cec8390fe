package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.budget.ManualTime;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Real clients for a simulator that wait neither for tokens nor between attempts. */
public final class QuickClients {

  static final RetryPolicy FOUR_ATTEMPTS =
      new RetryPolicy(
          4,
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2));

  private QuickClients() {}

  /** Opens a client of four attempts. */
  public static KalshiClient open(KalshiSettings settings) {
    return open(settings, Clock.systemUTC(), FOUR_ATTEMPTS);
  }

  /** Opens a client with the attempts of a run, which advances the clock instead of waiting. */
  public static KalshiClient open(KalshiSettings settings, ManualClock clock) {
    return new KalshiClient(settings, timing(clock), RetryPolicy.DATA);
  }

  static KalshiClient open(KalshiSettings settings, Clock clock, RetryPolicy policy) {
    ManualTime time = new ManualTime();
    return new KalshiClient(settings, new Timing(clock, time, time, new Random(1)), policy);
  }

  /**
   * Sets a client for a run that waits only for responses, up to this timeout. Release it after the
   * run.
   */
  public static void join(KalshiSettings settings, Duration attemptTimeout) {
    ManualTime time = new ManualTime();
    KalshiClient unused =
        KalshiClients.acquire(
            settings,
            new Timing(Clock.systemUTC(), time, time, new Random(1)),
            patience(attemptTimeout));
  }

  /** Sets a client for a run that advances the clock instead of waiting, with short pauses. */
  public static void join(KalshiSettings settings, ManualClock clock) {
    join(settings, clock, patience(Duration.ofSeconds(10)));
  }

  /** As above, with the pauses of a real run. */
  public static void joinWithPauses(KalshiSettings settings, ManualClock clock) {
    join(settings, clock, RetryPolicy.DATA);
  }

  private static void join(KalshiSettings settings, ManualClock clock, RetryPolicy policy) {
    KalshiClient unused = KalshiClients.acquire(settings, timing(clock), policy);
  }

  /** Returns a timing that advances the clock instead of waiting. */
  public static Timing timing(ManualClock clock) {
    BlockingStrategy waiting = nanos -> clock.advance(Duration.ofNanos(nanos));
    return new Timing(clock, meter(clock), waiting, new Random(1));
  }

  private static TimeMeter meter(Clock clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }

  private static RetryPolicy patience(Duration attemptTimeout) {
    return new RetryPolicy(
        RetryPolicy.DATA.attempts(),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        attemptTimeout,
        Duration.ofMinutes(2));
  }

  /** Returns settings to read unsigned, at the default rate. */
  public static KalshiSettings unsigned(KalshiSimulator kalshi) {
    return settings(kalshi, null, null);
  }

  /** Returns settings to read unsigned until an hour of that clock has passed. */
  public static KalshiSettings unsigned(KalshiSimulator kalshi, Clock clock) {
    KalshiSettings settings = unsigned(kalshi);
    return new KalshiSettings(
        settings.run(),
        settings.api(),
        null,
        settings.budget(),
        clock.instant().plus(Duration.ofHours(1)));
  }

  /** Returns settings to read signed, at nine tenths of the account's rate. */
  public static KalshiSettings signed(KalshiSimulator kalshi, Path folder, SimulatorKeys keys) {
    return settings(kalshi, credentials(folder, keys), null);
  }

  /** Returns settings with a deadline in an hour. */
  public static KalshiSettings settings(
      KalshiSimulator kalshi,
      @Nullable CredentialSources credentials,
      @Nullable BigDecimal requestsPerSecond) {
    return new KalshiSettings(
        UUID.randomUUID().toString(),
        new ApiRoot(kalshi.url().toString()),
        credentials,
        new BudgetSettings(new BigDecimal("0.9"), requestsPerSecond),
        Instant.now().plus(Duration.ofHours(1)));
  }

  /** Writes key id and private key to files, and returns their locations. */
  public static CredentialSources credentials(Path folder, SimulatorKeys keys) {
    Path keyId = folder.resolve("key-id.txt");
    Path privateKey = folder.resolve("private-key.pem");
    try {
      Files.writeString(keyId, keys.keyId());
      Files.writeString(privateKey, keys.pem());
    } catch (IOException e) {
      throw new IllegalStateException("a temporary folder takes files", e);
    }
    return new CredentialSources(
        new SecretSource("file:" + keyId), new SecretSource("file:" + privateKey));
  }
}
