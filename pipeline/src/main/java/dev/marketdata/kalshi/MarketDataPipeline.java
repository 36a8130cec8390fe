package dev.marketdata.kalshi;

import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.fetch.FetchedMarkets;
import dev.marketdata.kalshi.runs.WriteRunSummary;
import dev.marketdata.kalshi.store.ReceiptPage;
import dev.marketdata.kalshi.store.WriteShards;
import dev.marketdata.kalshi.tickers.ReadTickers;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** The job: ticker file in, one shard a market and a run summary out. */
public final class MarketDataPipeline {

  private MarketDataPipeline() {}

  /** Adds the whole job to a pipeline. */
  public static void build(Pipeline pipeline, RunSettings settings) {
    ReadTickers.Result tickers =
        pipeline.apply("Read tickers", ReadTickers.from(settings.tickers()));

    FetchedMarkets fetched =
        tickers
            .selectors()
            .apply("Fetch markets", FetchMarkets.through(settings.kalshi(), settings.rules()));

    // No shuffle between fetching and storing: pages are large, and would all be written twice.
    PCollection<ReceiptPage> receipts =
        fetched
            .pages()
            .apply(
                "Write shards",
                WriteShards.under(settings.output(), settings.run(), settings.kalshi().api()));

    pipeline.apply(
        "Write run summary",
        WriteRunSummary.of(
            settings.output(),
            settings.run(),
            settings.maxFailedFraction(),
            tickers,
            fetched,
            receipts));
  }
}
