package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import java.util.List;
import java.util.Set;

/**
 * Lists the names that are neither markets nor events as series. Many names are held against the
 * list of all series first, which is one request; few are not worth its 18 MB.
 */
final class SeriesLookup {

  /** A series costs one request, an unknown name two; the list takes as long as some 20. */
  static final int MAX_ONE_BY_ONE = 20;

  private final ChunkFetch chunk;
  private final List<Want> wants;

  SeriesLookup(ChunkFetch chunk, List<Want> wants) {
    this.chunk = chunk;
    this.wants = wants;
  }

  void begin() {
    // The list of events, and that of series, leave multivariate ones out.
    boolean combos = chunk.rules().markets().combos();
    if (combos) {
      wants.forEach(want -> Listing.ofEvent(chunk, want, this::list).begin());
    } else if (wants.size() <= MAX_ONE_BY_ONE) {
      wants.forEach(this::list);
    } else {
      chunk.send(() -> chunk.client().series(chunk.ledger()), this::answered, this::failed);
    }
  }

  private void answered(Set<String> series) {
    for (Want want : wants) {
      if (series.contains(want.name().value())) {
        list(want);
      } else {
        chunk.missed(want, want.notFound());
      }
    }
  }

  private void failed(KalshiException failure) {
    if (failure.kind() == KalshiException.Kind.STOPPED) {
      wants.forEach(want -> chunk.failed(want, failure));
    } else {
      wants.forEach(this::list);
    }
  }

  private void list(Want want) {
    Listing.ofSeries(chunk, want).begin();
  }
}
