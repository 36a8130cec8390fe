package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parameters of {@code GET /markets}, with the rules about filters that exclude each other. */
record MarketFilter(
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

  static MarketFilter of(Parameters parameters) {
    if (parameters.text("status").filter(text -> text.contains(",")).isPresent()) {
      throw new ApiException(Errors.badRequest("only one status filter may be supplied"));
    }
    MarketFilter filter =
        new MarketFilter(
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
    filter.check();
    return filter;
  }

  boolean matches(SimulatedMarket market) {
    MarketTimes times = market.times();
    return market.tier().live()
        && tickers.map(set -> set.contains(market.ticker())).orElse(true)
        && event.map(market.event().ticker()::equals).orElse(true)
        && series.map(market.event().series().ticker()::equals).orElse(true)
        && status.map(market.state().filter()::equals).orElse(true)
        && mve.map(filter -> filter.equals("only") == market.combo()).orElse(true)
        && created.matches(times.created())
        && closing.matches(times.closes())
        && updated.matches(times.updated())
        && (!settled.isSet() || times.settled().map(settled::matches).orElse(false));
  }

  /** Returns true if the markets are listed newest first, which is so for settled markets. */
  boolean newestFirst() {
    return status.filter("settled"::equals).isPresent() || settled.isSet();
  }

  private void check() {
    long ranges =
        List.of(created, closing, settled, updated).stream().filter(TimeRange::isSet).count();
    if (ranges > 1) {
      refuse("timestamp filters are mutually exclusive");
    }
    if (created.isSet() && !statusIsNoneOr("unopened", "open")) {
      refuse("created timestamp filters go with status unopened or open only");
    }
    if (closing.isSet() && !statusIsNoneOr("closed")) {
      refuse("close timestamp filters go with status closed only");
    }
    if (settled.isSet() && !statusIsNoneOr("settled")) {
      refuse("settled timestamp filters go with status settled only");
    }
    if (updated.isSet()) {
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
