package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.EventOrSeries.Level;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the selected markets of one event or series.
 *
 * <ol>
 *   <li>The first page is requested without a status. Usually it contains all markets; each row's
 *       own status decides.
 *   <li>If there are more pages, each selected status is listed by itself, because the settled
 *       markets of a series would outnumber the others.
 *   <li>If markets settled before the historical cutoff are selected, that tier is listed too.
 *   <li>If there was no row at all, the event or series itself is looked up.
 * </ol>
 */
final class Listing {

  private final ChunkFetch chunk;
  private final Want want;
  private final EventOrSeries parent;
  private final MarketSelection selection;
  private final Consumer<Want> ifAbsent;
  private final Set<Ticker> yielded = new HashSet<>();
  private boolean foundByLookup;
  private boolean exists;
  private int chains;
  private @Nullable KalshiException failure;
  private int unusable;

  private Listing(ChunkFetch chunk, Want want, Level level, Consumer<Want> ifAbsent) {
    this.chunk = chunk;
    this.want = want;
    this.parent = new EventOrSeries(level, want.name());
    this.selection = chunk.rules().markets();
    this.ifAbsent = ifAbsent;
  }

  /** Returns the listing of a selector whose kind is given. */
  static Listing of(ChunkFetch chunk, Want want) {
    boolean event = want.selector().kind() == TickerKind.EVENT;
    return of(chunk, want, event ? Level.EVENT : Level.SERIES);
  }

  /** Returns the listing of an event or a series. */
  static Listing of(ChunkFetch chunk, Want want, Level level) {
    return of(chunk, want, level, none -> chunk.finish(none, none.notFound()));
  }

  /** Returns the listing of an event or a series, which passes the want on if there is none. */
  static Listing of(ChunkFetch chunk, Want want, Level level, Consumer<Want> ifAbsent) {
    return new Listing(chunk, want, level, ifAbsent);
  }

  /** Returns the listing of an event that a lookup found. */
  static Listing ofKnownEvent(ChunkFetch chunk, Want want) {
    Listing event = of(chunk, want, Level.EVENT);
    event.foundByLookup = true;
    event.exists = true;
    return event;
  }

  void start() {
    chunk.enqueue(live(null, null), this::onFirstPage, this::finish);
  }

  private Query live(@Nullable MarketStatus status, @Nullable Instant settledSince) {
    return Datasets.MARKETS.of(parent, Tier.LIVE, status, settledSince, selection.combos());
  }

  private void onFirstPage(Page page) {
    add(page);
    if (page.cursor() == null) {
      liveTierDone();
      return;
    }
    chains = selection.filters().size();
    for (MarketStatus status : selection.filters()) {
      Instant since =
          status == MarketStatus.SETTLED && !selection.wantsAllSettled()
              ? selection.settledSince()
              : null;
      new Chain(this::chainDone).request(live(status, since));
    }
  }

  private void chainDone() {
    chains--;
    if (chains == 0) {
      liveTierDone();
    }
  }

  private void liveTierDone() {
    if (selection.wantsAllSettled()) {
      listHistory();
    } else if (exists && selection.statuses().isEmpty()) {
      chunk.enqueueNext(
          () -> selection.includesSettledBefore(cutoff()),
          behind -> {
            if (behind) {
              listHistory();
            } else {
              finish(failure);
            }
          },
          this::finish);
    } else {
      finish(failure);
    }
  }

  private Instant cutoff() throws KalshiException {
    Instant cutoff = chunk.client().historicalCutoff(chunk.ledger());
    return cutoff == null ? Instant.MIN : cutoff;
  }

  private void listHistory() {
    new Chain(() -> finish(failure))
        .request(Datasets.MARKETS.of(parent, Tier.HISTORICAL, null, null, selection.combos()));
  }

  /** A chain of pages; if one fails, the listing fails. */
  private final class Chain {

    private final Runnable done;
    private final Set<String> cursors = new HashSet<>();

    Chain(Runnable done) {
      this.done = done;
    }

    void request(Query query) {
      chunk.enqueueNext(
          query,
          page -> onPage(query, page),
          failed -> {
            failure = failed;
            done.run();
          });
    }

    private void onPage(Query query, Page page) {
      add(page);
      String cursor = page.cursor();
      if (cursor == null) {
        done.run();
      } else if (cursors.add(cursor)) {
        request(query.from(cursor));
      } else {
        failure = KalshiException.malformed("Kalshi repeated a cursor; the list has no end");
        done.run();
      }
    }
  }

  private void add(Page page) {
    List<Row> found = new ArrayList<>();
    for (Row row : page.rows()) {
      if (MarketSelection.belongs(row, parent)) {
        exists = true;
        if (selection.wants(row) && yielded.add(row.ticker())) {
          found.add(row);
        }
      }
    }
    unusable += page.unusable();
    chunk.store(page.withRows(found), ticker -> want);
  }

  private void finish(@Nullable KalshiException failed) {
    if (failed != null) {
      chunk.fail(want, failed);
    } else if (unusable > 0) {
      chunk.fail(
          want, KalshiException.malformed(unusable + " of its markets came without a ticker"));
    } else if (!yielded.isEmpty()) {
      chunk.done(1);
    } else if (exists) {
      yieldsNothing();
    } else {
      chunk.enqueueNext(
          () -> chunk.client().exists(parent, chunk.ledger()),
          there -> {
            if (there) {
              yieldsNothing();
            } else {
              ifAbsent.accept(want);
            }
          },
          refused -> chunk.fail(want, refused));
    }
  }

  private void yieldsNothing() {
    Miss miss =
        want.miss(
            MissReason.NO_MARKETS,
            "the "
                + parent.level().jsonName()
                + " exists and has no market of the wanted statuses now",
            null);
    if (foundByLookup) {
      // Its only market may have the same name, and moves to the historical tier before the event.
      chunk.lookUpInHistory(want, miss);
    } else {
      chunk.finish(want, miss);
    }
  }
}
