package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code GET /markets} was asked, by its rules on which filters go together. */
record MarketQuery(
    int limit,
    Optional<Cursor> cursor,
    Optional<Set<String>> tickers,
    Optional<String> event,
    Optional<String> series,
    Optional<String> status,
    Optional<String> mve,
    TimeRange created,
    TimeRange closing,
    TimeRange settled,
    TimeRange updated) {

  private static final List<String> STATUSES =
      List.of("unopened", "open", "paused", "closed", "settled");

  static MarketQuery of(Parameters parameters) {
    if (parameters.text("status").filter(text -> text.contains(",")).isPresent()) {
      throw new ApiException(Errors.badRequest("only one status filter may be supplied"));
    }
    MarketQuery query =
        new MarketQuery(
            parameters.limit("GetMarkets", 0, 1_000, 100),
            parameters.cursor(),
            parameters.list("tickers"),
            parameters.text("event_ticker"),
            parameters.text("series_ticker"),
            parameters.oneOf("status", STATUSES),
            parameters.oneOf("mve_filter", List.of("only", "exclude")),
            TimeRange.of(parameters, "created"),
            TimeRange.of(parameters, "close"),
            TimeRange.of(parameters, "settled"),
            TimeRange.of(parameters, "updated"));
    query.check();
    return query;
  }

  boolean holds(SimulatedMarket market) {
    MarketTimes times = market.times();
    return market.tier().live()
        && tickers.map(set -> set.contains(market.ticker())).orElse(true)
        && event.map(market.event().ticker()::equals).orElse(true)
        && series.map(market.event().series().ticker()::equals).orElse(true)
        && status.map(market.state().filter()::equals).orElse(true)
        && mve.map(filter -> filter.equals("only") == market.combo()).orElse(true)
        && created.holds(times.created())
        && closing.holds(times.closes())
        && updated.holds(times.updated())
        && (!settled.asked() || times.settled().map(settled::holds).orElse(false));
  }

  /** Settled markets come newest first. */
  boolean newestFirst() {
    return status.filter("settled"::equals).isPresent() || settled.asked();
  }

  private void check() {
    long families =
        List.of(created, closing, settled, updated).stream().filter(TimeRange::asked).count();
    if (families > 1) {
      refuse("timestamp filters are mutually exclusive");
    }
    if (created.asked() && !statusIsNoneOr("unopened", "open")) {
      refuse("created timestamp filters go with status unopened or open only");
    }
    if (closing.asked() && !statusIsNoneOr("closed")) {
      refuse("close timestamp filters go with status closed only");
    }
    if (settled.asked() && !statusIsNoneOr("settled")) {
      refuse("settled timestamp filters go with status settled only");
    }
    if (updated.asked()) {
      checkUpdated();
    }
  }

  private void checkUpdated() {
    boolean excludesCombos = mve.filter("exclude"::equals).isPresent();
    if (tickers.isPresent() || event.isPresent() || status.isPresent()) {
      refuse("updated timestamp filters do not go with other filters");
    }
    if (mve.isPresent() && !excludesCombos) {
      refuse("updated timestamp filters go with mve_filter=exclude only");
    }
    if (series.isPresent() && !excludesCombos) {
      refuse("updated timestamp filters with series_ticker need mve_filter=exclude");
    }
  }

  private boolean statusIsNoneOr(String... statuses) {
    return status.map(List.of(statuses)::contains).orElse(true);
  }

  private static void refuse(String reason) {
    throw new ApiException(Errors.badRequest(reason));
  }
}
