package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Into how many chunks a run divides its names. Its deadline is over, so that it sends nothing. */
@Timeout(60)
class FetchMarketsTest {

  private static final int NAMES = 1_600;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 16"})
  void severalWorkersHaveEightChunksEach(int workers, long chunks) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple fetched =
        pipeline
            .apply(
                Create.of(new TickerSelectors(names()))
                    .withCoder(SerializableCoder.of(TickerSelectors.class)))
            .apply(fetch(workers, TestFetch.noEarlierRuns(pipeline)));

    PAssert.thatSingleton(fetched.get(FetchMarkets.USAGE).apply("usage", Count.globally()))
        .isEqualTo(chunks);
    PAssert.thatSingleton(fetched.get(FetchMarkets.MISSES).apply("misses", Count.globally()))
        .isEqualTo((long) NAMES);
    pipeline.run();
  }

  private FetchMarkets fetch(int workers, PCollectionView<EarlierRuns> earlier) {
    Window window = Window.before(TestFetch.NOW, Duration.ofHours(2));
    KalshiSettings settings =
        new KalshiSettings(
            "chunks of " + workers,
            new ApiRoot("http://127.0.0.1:9/trade-api/v2"),
            null,
            new BudgetSettings(BigDecimal.ONE, BigDecimal.TEN, workers),
            Instant.EPOCH);
    return FetchMarkets.of(
        settings,
        new FetchRules(new MarketSelection(Set.of(), TestFetch.NOW, false), List.of(), window),
        ShardWriter.under(
            new OutputRoot(folder.toString()),
            new RunId(new Slot(TestFetch.NOW), "test", TestFetch.NOW),
            settings.api(),
            Instant.EPOCH),
        earlier);
  }

  private static List<TickerSelector> names() {
    return IntStream.range(0, NAMES)
        .mapToObj(i -> TickerSelector.parse("market:M" + i, new SourceLine("t.txt", i + 1)))
        .toList();
  }
}
