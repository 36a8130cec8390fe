package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Fetches the markets of selectors and stores each page as it arrives. Failures of Kalshi or the
 * storage never make it throw: they are retried in later passes, and then are a {@link Miss}.
 */
public final class FetchMarkets extends PTransform<PCollection<TickerSelectors>, PCollectionTuple> {

  /** The receipts of the stored shards, one list per page. */
  public static final TupleTag<List<ShardReceipt>> RECEIPTS = new TupleTag<>() {};

  /** The selectors, and datasets of markets, without a shard. */
  public static final TupleTag<Miss> MISSES = new TupleTag<>() {};

  /** The requests and the budget that were used, one element per chunk. */
  public static final TupleTag<FetchUsage> USAGE = new TupleTag<>() {};

  /** The coder of misses. In an outage there may be as many as selectors. */
  public static final Coder<Miss> MISS_CODER =
      DelegateCoder.of(
          ListCoder.of(StringUtf8Coder.of()),
          FetchMarkets::encode,
          FetchMarkets::decode,
          TypeDescriptor.of(Miss.class));

  /** The wants that the next pass retries. */
  static final TupleTag<FetchChunk> UNFINISHED = new TupleTag<>() {};

  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final ShardWriter shards;
  private final PCollectionView<EarlierRuns> earlier;

  private FetchMarkets(
      KalshiSettings kalshi,
      FetchRules rules,
      ShardWriter shards,
      PCollectionView<EarlierRuns> earlier) {
    this.kalshi = kalshi;
    this.rules = rules;
    this.shards = shards;
    this.earlier = earlier;
  }

  /** Returns a transform that uses the client of the given settings and the given writer. */
  public static FetchMarkets of(
      KalshiSettings kalshi,
      FetchRules rules,
      ShardWriter shards,
      PCollectionView<EarlierRuns> earlier) {
    return new FetchMarkets(kalshi, rules, shards, earlier);
  }

  @Override
  public PCollectionTuple expand(PCollection<TickerSelectors> selectors) {
    // After a shuffle, so that the retry of a chunk does not retry the others.
    PCollection<FetchChunk> chunks =
        selectors
            .apply("Divide into chunks", ParDo.of(new DivideFn(kalshi)))
            .setCoder(FetchChunk.CODER)
            .apply("Spread", Reshuffle.viaRandomKey());
    List<PCollectionTuple> passes = new ArrayList<>();
    for (Pass pass : Pass.values()) {
      PCollectionTuple fetched = fetch(pass, chunks);
      passes.add(fetched);
      if (pass != Pass.LAST) {
        // The shuffle also makes the next pass start after this one.
        chunks =
            fetched
                .get(UNFINISHED)
                .apply(
                    "After the " + pass.title().toLowerCase(Locale.ROOT), Reshuffle.viaRandomKey());
      }
    }
    return PCollectionTuple.of(RECEIPTS, all("All receipts", RECEIPTS, passes))
        .and(MISSES, all("All misses", MISSES, passes))
        .and(USAGE, all("All usage", USAGE, passes));
  }

  private static <T> PCollection<T> all(
      String name, TupleTag<T> tag, List<PCollectionTuple> passes) {
    return PCollectionList.of(passes.stream().map(pass -> pass.get(tag)).toList())
        .apply(name, Flatten.pCollections());
  }

  private PCollectionTuple fetch(Pass pass, PCollection<FetchChunk> chunks) {
    PCollectionTuple fetched =
        chunks.apply(
            pass.title(),
            ParDo.of(new FetchFn(kalshi, rules, shards, pass))
                .withSideInput(FetchFn.EARLIER, earlier)
                .withOutputTags(RECEIPTS, TupleTagList.of(MISSES).and(UNFINISHED).and(USAGE)));
    fetched.get(RECEIPTS).setCoder(ListCoder.of(ShardReceipt.CODER));
    fetched.get(MISSES).setCoder(MISS_CODER);
    fetched.get(UNFINISHED).setCoder(FetchChunk.CODER);
    return fetched;
  }

  /** Divides the wants of selectors into chunks. One worker needs only one chunk. */
  private static final class DivideFn extends DoFn<TickerSelectors, FetchChunk> {

    // Several, so that a worker with slow chunks does not delay the end of the run.
    private static final int CHUNKS_PER_WORKER = 8;

    private final String run;
    private final int minChunks;

    DivideFn(KalshiSettings kalshi) {
      int workers = kalshi.budget().workers();
      this.run = kalshi.run();
      this.minChunks = workers == 1 ? 1 : workers * CHUNKS_PER_WORKER;
    }

    @ProcessElement
    public void divide(@Element TickerSelectors all, OutputReceiver<FetchChunk> out) {
      FetchChunk.divide(all.selectors().stream().map(Want::of).toList(), minChunks)
          .forEach(out::output);
      RunProgress.of(run).selectorsRead(all.selectors().size());
    }
  }

  private static List<String> encode(Miss miss) {
    Window window = miss.window();
    return List.of(
        miss.selector(),
        miss.source().file(),
        String.valueOf(miss.source().number()),
        miss.ticker() == null ? "" : miss.ticker().value(),
        miss.dataset(),
        miss.reason().name(),
        miss.detail(),
        miss.httpStatus() == null ? "" : miss.httpStatus().toString(),
        window == null ? "" : window.start() + " " + window.end() + " " + window.slot());
  }

  private static Miss decode(List<String> fields) {
    String[] times = fields.get(8).split(" ", -1);
    return new Miss(
        fields.get(0),
        new SourceLine(fields.get(1), Integer.parseInt(fields.get(2))),
        fields.get(3).isEmpty() ? null : new Ticker(fields.get(3)),
        fields.get(4),
        fields.get(8).isEmpty()
            ? null
            : new Window(Instant.parse(times[0]), Instant.parse(times[1]), Instant.parse(times[2])),
        MissReason.valueOf(fields.get(5)),
        fields.get(6),
        fields.get(7).isEmpty() ? null : Integer.valueOf(fields.get(7)));
  }
}
