package dev.marketdata.kalshi;

import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.runs.FindEarlierRuns;
import dev.marketdata.kalshi.runs.WriteRunSummary;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.ReadTickers;
import java.time.Duration;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/** Builds the pipeline: reads ticker files, writes one shard per market and a run summary. */
public final class MarketDataPipeline {

  private MarketDataPipeline() {}

  /** Adds all steps to a pipeline. */
  public static void build(Pipeline pipeline, RunSettings settings) {
    build(pipeline, settings, ShardWriter.GRACE);
  }

  /**
   * Adds the whole job to a pipeline.
   *
   * @param grace how long after the run's deadline shards in flight are waited for
   */
  static void build(Pipeline pipeline, RunSettings settings, Duration grace) {
    PCollection<EarlierRuns> earlier =
        pipeline.apply(
            "Find earlier runs",
            FindEarlierRuns.of(
                    settings.output(),
                    settings.run(),
                    settings.kalshi(),
                    settings.rules(),
                    settings.tickers().pattern())
                .telling(settings.notices()));
    PCollectionTuple tickers = pipeline.apply("Read tickers", ReadTickers.from(settings.tickers()));

    // One step, so that a page is stored as soon as it is fetched and is never an element.
    ShardWriter shards =
        ShardWriter.under(
            settings.output(),
            settings.run(),
            settings.kalshi().api(),
            settings.kalshi().deadline(),
            grace);
    PCollectionTuple fetched =
        tickers
            .get(ReadTickers.SELECTORS)
            .apply(
                "Fetch and store markets",
                FetchMarkets.of(
                    settings.kalshi(),
                    settings.rules(),
                    shards,
                    earlier.apply("Earlier runs", View.asSingleton())));

    fetched
        .and(ReadTickers.INVALID, tickers.get(ReadTickers.INVALID))
        .and(ReadTickers.COUNTS, tickers.get(ReadTickers.COUNTS))
        .and(FindEarlierRuns.EARLIER, earlier)
        .apply(
            "Write run summary",
            WriteRunSummary.of(
                    settings.output(),
                    settings.run(),
                    settings.kalshi(),
                    settings.maxFailedFraction(),
                    settings.rules())
                .telling(settings.notices()));
  }
}
