package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.EventOrSeries.Level;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.UnusableObject;
import dev.marketdata.kalshi.client.HistoricalCutoff;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.datasets.Markets;
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
 *   <li>If there was no row at all, the event or series itself is looked up. If it exists and
 *       multivariate markets are left out, they are looked for, only to name the reason.
 * </ol>
 *
 * <p>A page that fails is requested with fewer and fewer markets, so that the list before a market
 * that makes it fail is complete.
 */
final class Listing {

  private final ChunkFetch chunk;
  private final Want want;
  private final EventOrSeries parent;
  private final Membership membership;
  private final MarketSelection selection;
  private final Consumer<Want> ifAbsent;
  private final Set<Ticker> yielded = new HashSet<>();
  private boolean foundByLookup;
  private boolean exists;
  private int chains;
  private @Nullable KalshiException failure;
  private final List<UnusableObject> unusable = new ArrayList<>();

  private Listing(ChunkFetch chunk, Want want, Level level, Consumer<Want> ifAbsent) {
    this.chunk = chunk;
    this.want = want;
    this.parent = new EventOrSeries(level, want.name());
    this.membership = new Membership(parent);
    this.selection = chunk.rules().listed();
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
    new Chain(this::firstPageDone, this::listByStatus).start(live(null, null));
  }

  private Query live(@Nullable MarketStatus status, @Nullable Instant settledSince) {
    return Datasets.MARKETS.of(parent, Tier.LIVE, status, settledSince, selection.combos());
  }

  private void firstPageDone() {
    if (failure == null) {
      liveTierDone();
    } else {
      finish(failure);
    }
  }

  private void listByStatus() {
    chains = selection.filters().size();
    for (MarketStatus status : selection.filters()) {
      Instant since =
          status == MarketStatus.SETTLED && !selection.wantsAllSettled()
              ? selection.settledSince()
              : null;
      new Chain(this::chainDone, null).request(live(status, since));
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
    } else if ((exists || !chunk.rules().snapshots()) && selection.statuses().isEmpty()) {
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
    HistoricalCutoff cutoff = chunk.client().historicalCutoff(chunk.ledger());
    return cutoff == null ? Instant.MIN : cutoff.settled();
  }

  private void listHistory() {
    new Chain(() -> finish(failure), null)
        .request(Datasets.MARKETS.of(parent, Tier.HISTORICAL, null, null, selection.combos()));
  }

  /** A chain of pages; if one fails, the listing fails. */
  private final class Chain {

    private final Runnable done;
    private final @Nullable Runnable insteadOfMore;
    private final PageChain pages = new PageChain(membership::belongs);
    private int limit = Markets.MARKETS_PER_PAGE;

    /**
     * Creates a chain.
     *
     * @param done called at the end, also of a chain that failed
     * @param insteadOfMore called instead of requesting a second page; null to request all
     */
    Chain(Runnable done, @Nullable Runnable insteadOfMore) {
      this.done = done;
      this.insteadOfMore = insteadOfMore;
    }

    void start(Query query) {
      chunk.enqueue(
          query, Patience.SHORT, page -> onPage(query, page), failed -> onFailure(query, failed));
    }

    void request(Query query) {
      boolean divisible = limit == Markets.MARKETS_PER_PAGE || limit == 1;
      chunk.enqueueNext(
          query.withLimit(limit),
          divisible ? Patience.SHORT : Patience.BRIEF,
          page -> onPage(query, page),
          failed -> onFailure(query, failed));
    }

    private void onPage(Query query, Page page) {
      chunk.pagesOfLists().onSuccess();
      Ticker undecided = membership.undecided(page);
      if (undecided != null) {
        chunk.enqueueNext(
            () -> chunk.client().seriesOf(undecided, chunk.ledger()),
            series -> {
              membership.decide(undecided, series);
              onPage(query, page);
            },
            this::fail);
        return;
      }
      add(page);
      KalshiException problem = pages.add(page);
      String cursor = page.cursor();
      if (membership.problem() != null) {
        problem = membership.problem();
      }
      if (problem != null) {
        fail(problem);
      } else if (cursor == null) {
        done.run();
      } else if (insteadOfMore != null) {
        insteadOfMore.run();
      } else {
        request(query.from(cursor));
      }
    }

    private void onFailure(Query query, KalshiException failed) {
      if (chunk.pagesOfLists().isWorthwhile(failed)
          && failed.reason() != KalshiException.Reason.REJECTED
          && limit > 1) {
        limit /= 2;
        request(query);
      } else {
        fail(failed);
      }
    }

    private void fail(KalshiException failed) {
      failure = failed;
      done.run();
    }
  }

  private void add(Page page) {
    List<Row> found = new ArrayList<>();
    for (Row row : page.rows()) {
      if (isNew(row)) {
        found.add(row);
      }
    }
    for (UnusableObject object : page.unusable()) {
      Row row = object.row();
      if (row == null) {
        unusable.add(object);
      } else if (isNew(row)) {
        chunk.report(
            want.of(Datasets.MARKETS.name(), row.ticker()),
            want.of(Datasets.MARKETS.name(), row.ticker())
                .miss(MissReason.MALFORMED, object.detail(), 200));
      }
    }
    chunk.storeListed(page.withRows(found), want);
  }

  /** Returns true the first time that a selected market is on a page. */
  private boolean isNew(Row row) {
    if (!membership.belongs(row)) {
      return false;
    }
    exists = true;
    return chunk.wants(row) && yielded.add(row.ticker());
  }

  private void finish(@Nullable KalshiException failed) {
    if (failed != null) {
      chunk.fail(want, failed);
    } else if (!unusable.isEmpty()) {
      chunk.fail(want, KalshiException.malformed(unusable.get(0).detail()));
    } else if (!yielded.isEmpty()) {
      chunk.done(1);
    } else if (exists) {
      yieldsNothing("");
    } else {
      chunk.enqueueNext(
          () -> chunk.client().exists(parent, chunk.ledger()),
          there -> {
            if (there) {
              lookForCombos();
            } else {
              ifAbsent.accept(want);
            }
          },
          refused -> chunk.fail(want, refused));
    }
  }

  /** Names the reason if the markets that are left out are all that there are. */
  private void lookForCombos() {
    if (selection.combos()) {
      yieldsNothing("");
      return;
    }
    chunk.enqueueNext(
        Datasets.MARKETS.of(parent, Tier.LIVE, null, null, true),
        Patience.SHORT,
        page ->
            yieldsNothing(
                page.rows().stream().anyMatch(selection.withCombos()::wants)
                    ? " except multivariate ones, which only --combos=include collects"
                    : ""),
        failed -> yieldsNothing(""));
  }

  private void yieldsNothing(String exception) {
    Miss miss =
        want.miss(
            MissReason.NO_MARKETS,
            "the "
                + parent.level().jsonName()
                + " exists and has no market of the wanted statuses now"
                + exception,
            null);
    if (foundByLookup) {
      // Its only market may have the same name, and moves to the historical tier before the event.
      chunk.lookUpInHistory(want, miss);
    } else {
      chunk.finish(want, miss);
    }
  }
}
