package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests several chunks that are fetched concurrently. */
@Timeout(120)
class ChunksOfOneRunTest {

  private static final int EVENTS = FetchChunk.MAX_REQUESTS + 76;

  @TempDir Path folder;

  @Test
  void chunksShareOneBudget() throws Exception {
    SimulatorKeys keys = SimulatorKeys.ed25519();
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange())
            .accept(keys)
            .signedLimit(RateLimit.of(6_000, 6_000))
            .start()) {
      Pipeline pipeline = Pipeline.create();
      PCollectionTuple fetched =
          pipeline
              .apply(Create.of(selectors()))
              .apply(
                  fetch(
                      QuickClients.signed(kalshi, folder, keys),
                      TestFetch.noEarlierRuns(pipeline)));
      PAssert.thatSingleton(fetched.get(FetchMarkets.USAGE).apply("Chunks", Count.globally()))
          .isEqualTo(2L);
      PAssert.thatSingleton(
              fetched
                  .get(FetchMarkets.RECEIPTS)
                  .apply(Flatten.<ShardReceipt>iterables())
                  .apply("Receipts", Count.globally()))
          .isEqualTo((long) EVENTS);
      pipeline.run().waitUntilFinish();

      assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
      assertThat(kalshi.requests().countTo("/account/limits"), is(1L));
    }
  }

  private FetchMarkets fetch(KalshiSettings kalshi, PCollectionView<EarlierRuns> earlier) {
    Slot slot = new Slot(TestFetch.NOW);
    Window window = Window.before(slot.time(), Duration.ofHours(2));
    return FetchMarkets.of(
        kalshi,
        new FetchRules(new MarketSelection(Set.of(), slot.time(), false), List.of(), window),
        ShardWriter.under(
            new OutputRoot(folder.resolve("out").toString(), GcsEndpoint.GOOGLE),
            new RunId(slot, "test", slot.time()),
            kalshi.api(),
            kalshi.deadline()),
        earlier);
  }

  private static SimulatedExchange exchange() {
    SimulatedExchange exchange = SimulatedExchange.empty(Clock.systemUTC());
    for (int i = 0; i < EVENTS; i++) {
      exchange.event("KXNEW", "KXNEW-" + i).markets("KXNEW-" + i, List.of("KXNEW-" + i + "-A"));
    }
    return exchange;
  }

  private static TickerSelectors selectors() {
    List<TickerSelector> selectors = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      selectors.add(TickerSelector.parse("event:KXNEW-" + i, new SourceLine("t.txt", i + 1)));
    }
    return new TickerSelectors(selectors);
  }
}
