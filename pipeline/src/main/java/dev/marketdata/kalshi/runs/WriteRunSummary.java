package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.tickers.InvalidLine;
import dev.marketdata.kalshi.tickers.ReadTickers;
import dev.marketdata.kalshi.tickers.TickerCensus;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Writes the run's folder and then, if the verdict says so, fails the run. It depends on one
 * element with side inputs, so it happens when nothing was fetched too; the failure comes after a
 * shuffle, so a runner that repeats it does not write the summary again.
 */
public final class WriteRunSummary extends PTransform<PCollectionTuple, PDone> {

  private final OutputRoot output;
  private final RunId run;
  private final BigDecimal maxFailedFraction;
  private final List<Dataset> datasets;

  private WriteRunSummary(
      OutputRoot output, RunId run, BigDecimal maxFailedFraction, List<Dataset> datasets) {
    this.output = output;
    this.run = run;
    this.maxFailedFraction = maxFailedFraction;
    this.datasets = datasets;
  }

  /**
   * Writes the summary of a run. Its input is what {@link FetchMarkets} and {@link ReadTickers} put
   * out.
   *
   * @param maxFailedFraction how much may be missing before the run fails, 0 to 1
   * @param include the datasets besides {@code market_data}
   */
  public static WriteRunSummary of(
      OutputRoot output, RunId run, BigDecimal maxFailedFraction, List<? extends Dataset> include) {
    List<Dataset> datasets =
        Stream.concat(Datasets.all().stream(), include.stream()).distinct().toList();
    return new WriteRunSummary(output, run, maxFailedFraction, datasets);
  }

  @Override
  public PDone expand(PCollectionTuple input) {
    PCollectionView<Iterable<List<ShardReceipt>>> receipts =
        input.get(FetchMarkets.RECEIPTS).apply("Receipts view", View.asIterable());
    PCollection<Miss> invalid =
        input
            .get(ReadTickers.INVALID)
            .apply(
                "Invalid lines",
                MapElements.into(TypeDescriptor.of(Miss.class)).via(WriteRunSummary::miss))
            .setCoder(FetchMarkets.MISS_CODER);
    PCollectionView<Iterable<Miss>> misses =
        PCollectionList.of(input.get(FetchMarkets.MISSES))
            .and(invalid)
            .apply("All misses", Flatten.pCollections())
            .apply("Misses view", View.asIterable());
    PCollectionView<FetchUsage> usage =
        input
            .get(FetchMarkets.USAGE)
            .apply("Sum of usage", Combine.globally(new UsageSum()))
            .apply("Usage view", View.asSingleton());
    PCollectionView<TickerCensus> census =
        input.get(ReadTickers.CENSUS).apply("Census view", View.asSingleton());

    input
        .getPipeline()
        .apply("Once", Create.of(0))
        .apply(
            "Write summary",
            ParDo.of(
                    new SummaryFn(
                        output, run, maxFailedFraction, datasets, receipts, misses, usage, census))
                .withSideInputs(receipts, misses, usage, census))
        .apply("After the summary", Reshuffle.viaRandomKey())
        .apply("Fail the run", ParDo.of(new FailFn()));
    return PDone.in(input.getPipeline());
  }

  private static Miss miss(InvalidLine line) {
    return new Miss(
        line.text(),
        line.source(),
        null,
        Datasets.MARKETS.name(),
        MissReason.INVALID,
        line.why(),
        null);
  }

  private static final class UsageSum extends Combine.BinaryCombineFn<FetchUsage> {
    @Override
    public FetchUsage identity() {
      return FetchUsage.NONE;
    }

    @Override
    public FetchUsage apply(FetchUsage left, FetchUsage right) {
      return left.plus(right);
    }
  }

  private static final class FailFn extends DoFn<String, Void> {
    @ProcessElement
    public void fail(@Element String why) {
      throw new RunFailedException(why);
    }
  }
}
