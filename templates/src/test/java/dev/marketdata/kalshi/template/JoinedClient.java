package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.time.Clock;

/**
 * Acquires the client of a run before it starts, because the first user decides how the client
 * waits. The run must have the same flags and be launched at the same time.
 */
final class JoinedClient {

  private final KalshiSettings settings;

  private JoinedClient(KalshiSettings settings) {
    this.settings = settings;
  }

  /** A client that advances the clock instead of waiting. */
  static JoinedClient waitingOn(ManualClock clock, Clock launch, String... flags)
      throws FlagException {
    JoinedClient client = new JoinedClient(settings(launch, flags));
    QuickClients.joinWithPauses(client.settings, clock);
    return client;
  }

  private static KalshiSettings settings(Clock launch, String... flags) throws FlagException {
    return SettingsFromOptions.read(FlagReader.read(flags), launch.instant()).kalshi();
  }

  /** Releases the client, after the run. */
  void leave() {
    KalshiClients.release(settings);
  }
}
