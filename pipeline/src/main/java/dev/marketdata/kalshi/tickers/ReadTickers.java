package dev.marketdata.kalshi.tickers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads the ticker files of a run, each whole and in order, so that every selector knows its line
 * and duplicates are found across files. A file that cannot be read is told in the census; it never
 * throws.
 */
public final class ReadTickers extends PTransform<PBegin, ReadTickers.Result> {

  /**
   * What the files held.
   *
   * @param selectors at most one element: what is asked for
   * @param invalid the lines that are no selectors
   * @param census one element: the counts
   */
  public record Result(
      PCollection<TickerSelectors> selectors,
      PCollection<InvalidLine> invalid,
      PCollection<TickerCensus> census)
      implements POutput {

    @Override
    public Pipeline getPipeline() {
      return selectors.getPipeline();
    }

    @Override
    public Map<TupleTag<?>, PValue> expand() {
      return Map.of(SELECTORS, selectors, INVALID, invalid, CENSUS, census);
    }

    @Override
    public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
  }

  private static final TupleTag<TickerSelectors> SELECTORS = new TupleTag<>() {};
  private static final TupleTag<InvalidLine> INVALID = new TupleTag<>() {};
  private static final TupleTag<TickerCensus> CENSUS = new TupleTag<>() {};

  private final TickerFiles files;

  private ReadTickers(TickerFiles files) {
    this.files = files;
  }

  /** Reads the given files. */
  public static ReadTickers from(TickerFiles files) {
    return new ReadTickers(files);
  }

  @Override
  public Result expand(PBegin begin) {
    PCollectionTuple read =
        begin
            .apply("Ticker file", Create.of(files))
            .apply(
                "Read lines",
                ParDo.of(new ReadFn())
                    .withOutputTags(SELECTORS, TupleTagList.of(INVALID).and(CENSUS)));
    return new Result(read.get(SELECTORS), read.get(INVALID), read.get(CENSUS));
  }

  private static final class ReadFn extends DoFn<TickerFiles, TickerSelectors> {

    @ProcessElement
    public void read(@Element TickerFiles files, MultiOutputReceiver out) {
      TickerFiles.Content content;
      try {
        content = files.read();
      } catch (IOException e) {
        out.get(CENSUS)
            .output(TickerCensus.unread(files.pattern(), String.valueOf(e.getMessage())));
        return;
      }
      TickerList list = content.list();
      out.get(SELECTORS).output(new TickerSelectors(List.copyOf(list.selectors())));
      list.invalid().forEach(out.get(INVALID)::output);
      out.get(CENSUS).output(list.census(files.pattern(), content.generation()));
    }
  }
}
