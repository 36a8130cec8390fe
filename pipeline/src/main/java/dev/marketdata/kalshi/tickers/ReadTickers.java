package dev.marketdata.kalshi.tickers;

import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads the ticker files of a run, each whole and in order, so that every selector knows its line
 * and duplicates are found across files. It never throws: the counts hold the reason if a file
 * cannot be read.
 */
public final class ReadTickers extends PTransform<PBegin, PCollectionTuple> {

  /** The selectors: one element, or none if the files have no selector. */
  public static final TupleTag<TickerSelectors> SELECTORS = new TupleTag<>() {};

  /** The lines that are not selectors. */
  public static final TupleTag<InvalidLine> INVALID = new TupleTag<>() {};

  /** One element: the counts. */
  public static final TupleTag<TickerCounts> COUNTS = new TupleTag<>() {};

  private final TickerFiles files;

  private ReadTickers(TickerFiles files) {
    this.files = files;
  }

  public static ReadTickers from(TickerFiles files) {
    return new ReadTickers(files);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    return begin
        .apply("Ticker file", Create.of(files))
        .apply(
            "Read lines",
            ParDo.of(new ReadFn()).withOutputTags(SELECTORS, TupleTagList.of(INVALID).and(COUNTS)));
  }

  private static final class ReadFn extends DoFn<TickerFiles, TickerSelectors> {

    @ProcessElement
    public void read(@Element TickerFiles files, MultiOutputReceiver out) {
      TickerFiles.Content content = files.read();
      List<TickerSelector> selectors = content.list().selectors();
      if (!selectors.isEmpty()) {
        out.get(SELECTORS).output(new TickerSelectors(List.copyOf(selectors)));
      }
      content.list().invalid().forEach(out.get(INVALID)::output);
      out.get(COUNTS).output(content.counts());
    }
  }
}
