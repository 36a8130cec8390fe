package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.time.Clock;
import java.time.Duration;

/**
 * The client of a run, joined before it begins: whoever joins first decides how it waits. The run
 * has to be launched with the same flags, by the same clock, which has to stand still.
 */
final class JoinedClient {

  private final KalshiSettings settings;

  private JoinedClient(KalshiSettings settings) {
    this.settings = settings;
  }

  /** A client that waits for answers only. */
  static JoinedClient withoutPauses(Clock launch, String... flags) throws FlagException {
    JoinedClient client = new JoinedClient(settings(launch, flags));
    QuickClients.join(client.settings, Duration.ofSeconds(30));
    return client;
  }

  /** A client whose every wait moves that clock on. */
  static JoinedClient waitingOn(ManualClock clock, Clock launch, String... flags)
      throws FlagException {
    JoinedClient client = new JoinedClient(settings(launch, flags));
    QuickClients.join(client.settings, clock);
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
