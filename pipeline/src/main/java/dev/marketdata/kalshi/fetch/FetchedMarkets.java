package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * What fetching gave.
 *
 * @param <R> what the sink made of a page
 * @param pages what became of the pages
 * @param misses what was asked for and cannot be had
 * @param usage what it took, one element a chunk
 */
public record FetchedMarkets<R>(
    PCollection<R> pages, PCollection<Miss> misses, PCollection<FetchUsage> usage)
    implements POutput {

  static final TupleTag<Miss> MISSES = new TupleTag<>() {};
  static final TupleTag<Miss> UNFINISHED = new TupleTag<>() {};
  static final TupleTag<FetchChunk> LEFT = new TupleTag<>() {};
  static final TupleTag<FetchUsage> USAGE = new TupleTag<>() {};

  @Override
  public Pipeline getPipeline() {
    return pages.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(new TupleTag<R>("pages"), pages, MISSES, misses, USAGE, usage);
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
