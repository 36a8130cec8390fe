package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Family;
import dev.marketdata.kalshi.api.MarketAnswer;
import dev.marketdata.kalshi.api.MarketRow;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.MarketQuery.Listing;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
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
 *   <li>If there are more pages, each wanted status is listed by itself, for the settled markets of
 *       a series would drown the others.
 *   <li>If markets behind the historical cutoff are wanted, that tier is listed too.
 *   <li>If no row came at all, Kalshi is asked whether the family exists.
 * </ol>
 */
final class Expansion {

  private final ChunkFetch chunk;
  private final TickerSelector selector;
  private final Family family;
  private final MarketSelection wanted;
  private final Consumer<TickerSelector> unknown;
  private final Set<Ticker> yielded = new HashSet<>();
  private boolean known;
  private int chains;
  private @Nullable KalshiException failure;
  private int unusable;

  private Expansion(
      ChunkFetch chunk,
      TickerSelector selector,
      Family.Level level,
      Consumer<TickerSelector> unknown) {
    this.chunk = chunk;
    this.selector = selector;
    this.family = new Family(level, selector.ticker());
    this.wanted = chunk.rules().expanded();
    this.unknown = unknown;
  }

  /** Expands a selector that says what it is. */
  static Expansion of(ChunkFetch chunk, TickerSelector selector) {
    Family.Level level =
        selector.kind() == TickerKind.EVENT ? Family.Level.EVENT : Family.Level.SERIES;
    return new Expansion(
        chunk,
        selector,
        level,
        unfound -> {
          chunk.settled(1);
          chunk.miss(Miss.unknown(unfound));
        });
  }

  /** Expands a name that may be an event, else a series, else a market of the historical tier. */
  static Expansion unsaid(ChunkFetch chunk, TickerSelector selector) {
    return new Expansion(
        chunk,
        selector,
        Family.Level.EVENT,
        noEvent ->
            new Expansion(
                    chunk,
                    noEvent,
                    Family.Level.SERIES,
                    noSeries -> chunk.lookInHistory(noSeries, Miss.unknown(noSeries)))
                .begin());
  }

  void begin() {
    Listing first = new Listing(family, Tier.LIVE, null, null, wanted.combos(), null);
    chunk.ask(first, answer -> first(first, answer), this::finish);
  }

  private void first(Listing listing, MarketAnswer answer) {
    take(listing, answer);
    if (answer.cursor() == null) {
      liveTierDone();
      return;
    }
    chains = wanted.filters().size();
    for (MarketStatus status : wanted.filters()) {
      Instant since =
          status == MarketStatus.SETTLED && !wanted.wantsAllSettled()
              ? wanted.settledSince()
              : null;
      new Chain(this::chainDone)
          .ask(new Listing(family, Tier.LIVE, status, since, wanted.combos(), null));
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
    } else if (known && wanted.statuses().isEmpty()) {
      chunk.askNext(
          () -> wanted.reachesBehind(cutoff()),
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
        .ask(new Listing(family, Tier.HISTORICAL, null, null, wanted.combos(), null));
  }

  /** One series of pages; it is whole, or the expansion has failed. */
  private final class Chain {

    private final Runnable done;
    private final Set<String> cursors = new HashSet<>();

    Chain(Runnable done) {
      this.done = done;
    }

    void ask(Listing listing) {
      chunk.askNext(
          () -> chunk.client().ask(listing, chunk.ledger()),
          answer -> answered(listing, answer),
          failed -> {
            failure = failed;
            done.run();
          });
    }

    private void answered(Listing listing, MarketAnswer answer) {
      take(listing, answer);
      String cursor = answer.cursor();
      if (cursor == null) {
        done.run();
      } else if (cursors.add(cursor)) {
        ask(listing.from(cursor));
      } else {
        failure = KalshiException.malformed("Kalshi repeated a cursor; the list has no end");
        done.run();
      }
    }
  }

  private void take(Listing listing, MarketAnswer answer) {
    List<MarketSnapshot> found = new ArrayList<>();
    for (MarketRow row : answer.rows()) {
      if (belongs(row)) {
        known = true;
        if (wanted.wants(row) && yielded.add(row.ticker())) {
          found.add(new MarketSnapshot(row.ticker(), selector, row.from(), row.to()));
        }
      }
    }
    unusable += answer.unusable();
    chunk.page(
        new MarketPage(
            listing.dataset(),
            listing.tier(),
            answer.requestedAt(),
            answer.receivedAt(),
            answer.body(),
            found));
  }

  private boolean belongs(MarketRow row) {
    return family.level() == Family.Level.SERIES
        || row.eventTicker().isEmpty()
        || row.eventTicker().equals(family.ticker().value());
  }

  private void finish(@Nullable KalshiException failed) {
    if (failed != null) {
      chunk.failed(selector, failed);
    } else if (unusable > 0) {
      chunk.failed(
          selector, KalshiException.malformed(unusable + " of its markets came without a ticker"));
    } else if (!yielded.isEmpty()) {
      chunk.settled(1);
    } else if (known) {
      yieldsNothing();
    } else {
      chunk.askNext(
          () -> chunk.client().exists(family, chunk.ledger()),
          exists -> {
            if (exists) {
              yieldsNothing();
            } else {
              unknown.accept(selector);
            }
          },
          refused -> chunk.failed(selector, refused));
    }
  }

  private void yieldsNothing() {
    Miss miss =
        Miss.of(
            selector,
            MissReason.NO_MARKETS,
            "the " + family.level().word() + " exists and has no market of the wanted statuses now",
            null);
    if (selector.kind() == TickerKind.UNSAID) {
      // An event may bear the name of its one market, and outlives it in the live tier.
      chunk.lookInHistory(selector, miss);
    } else {
      chunk.settled(1);
      chunk.miss(miss);
    }
  }
}
