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
 * Lists the wanted markets of one event or series.
 *
 * <ol>
 *   <li>The first page is asked for without a status. Mostly it holds all there is; each row is
 *       judged by its own status.
 *   <li>If there are more pages, each wanted status is listed by itself, since the settled markets
 *       of a series would outnumber the others.
 *   <li>If markets behind the historical cutoff are wanted, that tier is listed too.
 *   <li>If no row came at all, Kalshi is asked whether the event or series exists.
 * </ol>
 */
final class Listing {

  private final ChunkFetch chunk;
  private final Want want;
  private final EventOrSeries parent;
  private final MarketSelection wanted;
  private final Consumer<Want> unknown;
  private final Set<Ticker> yielded = new HashSet<>();
  private boolean listed;
  private boolean exists;
  private int chains;
  private @Nullable KalshiException failure;
  private int unusable;

  private Listing(ChunkFetch chunk, Want want, Level level, Consumer<Want> unknown) {
    this.chunk = chunk;
    this.want = want;
    this.parent = new EventOrSeries(level, want.name());
    this.wanted = chunk.rules().markets();
    this.unknown = unknown;
  }

  /** Lists what a selector names that says its kind. */
  static Listing of(ChunkFetch chunk, Want want) {
    boolean event = want.selector().kind() == TickerKind.EVENT;
    return of(chunk, want, event ? Level.EVENT : Level.SERIES);
  }

  /** Lists an event or a series. */
  static Listing of(ChunkFetch chunk, Want want, Level level) {
    return of(chunk, want, level, none -> chunk.missed(none, none.notFound()));
  }

  /** Lists an event or a series, or hands the name on if it is none. */
  static Listing of(ChunkFetch chunk, Want want, Level level, Consumer<Want> unknown) {
    return new Listing(chunk, want, level, unknown);
  }

  /** Lists an event that Kalshi has just named. */
  static Listing ofKnownEvent(ChunkFetch chunk, Want want) {
    Listing event = of(chunk, want, Level.EVENT);
    event.listed = true;
    event.exists = true;
    return event;
  }

  void begin() {
    chunk.ask(live(null, null), this::first, this::finish);
  }

  private Query live(@Nullable MarketStatus status, @Nullable Instant settledSince) {
    return Datasets.MARKETS.of(parent, Tier.LIVE, status, settledSince, wanted.combos());
  }

  private void first(Page page) {
    take(page);
    if (page.cursor() == null) {
      liveTierDone();
      return;
    }
    chains = wanted.filters().size();
    for (MarketStatus status : wanted.filters()) {
      Instant since =
          status == MarketStatus.SETTLED && !wanted.wantsAllSettled()
              ? wanted.settledSince()
              : null;
      new Chain(this::chainDone).ask(live(status, since));
    }
  }

  private void chainDone() {
    chains--;
    if (chains == 0) {
      liveTierDone();
    }
  }

  private void liveTierDone() {
    if (wanted.wantsAllSettled()) {
      listHistory();
    } else if (exists && wanted.statuses().isEmpty()) {
      chunk.send(
          () -> wanted.includesSettledBefore(cutoff()),
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
        .ask(Datasets.MARKETS.of(parent, Tier.HISTORICAL, null, null, wanted.combos()));
  }

  /** One series of pages; it is whole, or the listing has failed. */
  private final class Chain {

    private final Runnable done;
    private final Set<String> cursors = new HashSet<>();

    Chain(Runnable done) {
      this.done = done;
    }

    void ask(Query query) {
      chunk.askNext(
          query,
          page -> answered(query, page),
          failed -> {
            failure = failed;
            done.run();
          });
    }

    private void answered(Query query, Page page) {
      take(page);
      String cursor = page.cursor();
      if (cursor == null) {
        done.run();
      } else if (cursors.add(cursor)) {
        ask(query.from(cursor));
      } else {
        failure = KalshiException.malformed("Kalshi repeated a cursor; the list has no end");
        done.run();
      }
    }
  }

  private void take(Page page) {
    List<Row> found = new ArrayList<>();
    for (Row row : page.rows()) {
      if (MarketSelection.belongs(row, parent)) {
        exists = true;
        if (wanted.wants(row) && yielded.add(row.ticker())) {
          found.add(row);
        }
      }
    }
    unusable += page.unusable();
    chunk.store(page.withRows(found), ticker -> want);
  }

  private void finish(@Nullable KalshiException failed) {
    if (failed != null) {
      chunk.failed(want, failed);
    } else if (unusable > 0) {
      chunk.failed(
          want, KalshiException.malformed(unusable + " of its markets came without a ticker"));
    } else if (!yielded.isEmpty()) {
      chunk.answered(1);
    } else if (exists) {
      yieldsNothing();
    } else {
      chunk.send(
          () -> chunk.client().exists(parent, chunk.ledger()),
          there -> {
            if (there) {
              yieldsNothing();
            } else {
              unknown.accept(want);
            }
          },
          refused -> chunk.failed(want, refused));
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
    if (listed) {
      // It may have the name of its one market, which moves to the historical tier before it.
      chunk.lookInHistory(want, miss);
    } else {
      chunk.missed(want, miss);
    }
  }
}
