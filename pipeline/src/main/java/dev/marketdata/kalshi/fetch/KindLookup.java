package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.EventOrSeries.Level;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Set;

/** Looks up the kind of names that are not live markets, for many names at once. */
final class KindLookup {

  /**
   * The max number of names that are listed as series one by one: a series costs one request, an
   * unknown name two. For more, the list of all series is requested first: one request, but 18 MB.
   */
  static final int MAX_ONE_BY_ONE = 20;

  // Kalshi's prefix of multivariate events. Only what is looked up besides depends on it.
  private static final String MULTIVARIATE = "KXMVE";

  // A server that has markets, and no list of events.
  private static final int NO_SUCH_LIST = 404;

  private final ChunkFetch chunk;
  private final WantBatch batch;
  private final List<Want> wants;

  KindLookup(ChunkFetch chunk, WantBatch batch, List<Want> wants) {
    this.chunk = chunk;
    this.batch = batch;
    this.wants = wants;
  }

  /**
   * Looks up which of up to 200 names are events. The others are then looked up among the markets
   * of the historical tier, so that an event takes precedence over a past market of its name.
   */
  void amongEvents(Patience patience) {
    List<Ticker> names = wants.stream().map(Want::name).distinct().toList();
    chunk.enqueueNext(
        () -> chunk.client().events(names, patience, chunk.ledger()),
        this::continueWith,
        failure -> {
          if (Integer.valueOf(NO_SUCH_LIST).equals(failure.status())) {
            wants.forEach(this::listAsEvent);
          } else {
            batch.divideOrElse(wants, failure, want -> chunk.fail(want, failure));
          }
        });
  }

  private void listAsEvent(Want want) {
    Listing.of(chunk, want, Level.EVENT, none -> chunk.lookUpInHistory(none)).start();
  }

  private void continueWith(Set<String> events) {
    batch.onSuccess();
    for (Want want : wants) {
      if (events.contains(want.name().value())) {
        Listing.ofKnownEvent(chunk, want).start();
      } else {
        chunk.lookUpInHistory(want);
      }
    }
  }

  /** Lists names as series that are neither markets nor events. */
  void amongSeries() {
    if (chunk.rules().markets().combos()) {
      // The list of events leaves multivariate ones out.
      wants.forEach(want -> Listing.of(chunk, want, Level.EVENT, this::list).start());
    } else if (wants.size() <= MAX_ONE_BY_ONE) {
      wants.forEach(this::list);
    } else {
      chunk.enqueueNext(
          () -> chunk.client().series(chunk.ledger()),
          this::listThoseOf,
          failure -> wants.forEach(this::list));
    }
  }

  private void listThoseOf(Set<String> series) {
    for (Want want : wants) {
      if (series.contains(want.name().value())) {
        list(want);
      } else {
        notASeries(want);
      }
    }
  }

  private void list(Want want) {
    Listing.of(chunk, want, Level.SERIES, this::notASeries).start();
  }

  /** The list of events leaves multivariate ones out, so those may exist nevertheless. */
  private void notASeries(Want want) {
    boolean mayBeEvent =
        !chunk.rules().markets().combos() && want.name().value().startsWith(MULTIVARIATE);
    if (mayBeEvent) {
      Listing.of(chunk, want, Level.EVENT).start();
    } else {
      chunk.finish(want, want.notFound());
    }
  }
}
