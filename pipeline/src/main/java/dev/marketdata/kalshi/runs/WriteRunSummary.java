package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.fetch.FetchedMarkets;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.ReceiptPage;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tickers.InvalidLine;
import dev.marketdata.kalshi.tickers.ReadTickers;
import dev.marketdata.kalshi.tickers.TickerCensus;
import java.math.BigDecimal;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Writes the run's folder and then, if the verdict says so, fails the run. It hangs on one element
 * with side inputs, so it happens when nothing was fetched too; the failure stands behind a
 * shuffle, so a runner that repeats it does not write the summary again.
 */
public final class WriteRunSummary extends PTransform<PBegin, PDone> {

  private final OutputRoot output;
  private final RunId run;
  private final BigDecimal maxFailedFraction;
  private final transient ReadTickers.Result tickers;
  private final transient FetchedMarkets<ReceiptPage> fetched;

  private WriteRunSummary(
      OutputRoot output,
      RunId run,
      BigDecimal maxFailedFraction,
      ReadTickers.Result tickers,
      FetchedMarkets<ReceiptPage> fetched) {
    this.output = output;
    this.run = run;
    this.maxFailedFraction = maxFailedFraction;
    this.tickers = tickers;
    this.fetched = fetched;
  }

  /** Sums up what the given steps of a run gave. */
  public static WriteRunSummary of(
      OutputRoot output,
      RunId run,
      BigDecimal maxFailedFraction,
      ReadTickers.Result tickers,
      FetchedMarkets<ReceiptPage> fetched) {
    return new WriteRunSummary(output, run, maxFailedFraction, tickers, fetched);
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollectionView<Iterable<ReceiptPage>> receipts =
        fetched.pages().apply("Receipts view", View.asIterable());
    PCollection<Miss> invalid =
        tickers
            .invalid()
            .apply(
                "Invalid lines",
                MapElements.into(TypeDescriptor.of(Miss.class))
                    .via((InvalidLine line) -> Miss.of(line)));
    PCollectionView<Iterable<Miss>> misses =
        PCollectionList.of(fetched.misses())
            .and(invalid)
            .apply("All misses", Flatten.pCollections())
            .apply("Misses view", View.asIterable());
    PCollectionView<FetchUsage> usage =
        fetched
            .usage()
            .apply("Sum of usage", Combine.globally(new UsageSum()))
            .apply("Usage view", View.asSingleton());
    PCollectionView<TickerCensus> census =
        tickers.census().apply("Census view", View.asSingleton());

    begin
        .apply("Once", Create.of(0))
        .apply(
            "Write summary",
            ParDo.of(new SummaryFn(output, run, maxFailedFraction, receipts, misses, usage, census))
                .withSideInputs(receipts, misses, usage, census))
        .apply("After the summary", Reshuffle.viaRandomKey())
        .apply("Fail the run", ParDo.of(new FailFn()));
    return PDone.in(begin.getPipeline());
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
