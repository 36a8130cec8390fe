package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which markets of an event or a series are wanted. */
class MarketSelectionTest {

  private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");
  private static final MarketSelection USUAL = new MarketSelection(Set.of(), SINCE, false);

  @ParameterizedTest
  @CsvSource({
    "initialized, UNOPENED",
    "active, OPEN",
    "inactive, PAUSED",
    "closed, CLOSED",
    "determined, CLOSED",
    "disputed, CLOSED",
    "amended, CLOSED",
    "finalized, SETTLED"
  })
  void aStatusWordBelongsToOneStage(String word, MarketStatus stage) {
    EnumSet<MarketStatus> covering = EnumSet.noneOf(MarketStatus.class);
    for (MarketStatus status : MarketStatus.values()) {
      if (status.covers(word)) {
        covering.add(status);
      }
    }

    assertThat(covering, is(EnumSet.of(stage)));
  }

  @ParameterizedTest
  @EnumSource(MarketStatus.class)
  void anUnknownStatusWordBelongsToNoStage(MarketStatus stage) {
    assertThat(stage.covers("on_holiday"), is(false));
  }

  @Test
  void theFiltersWordIsInSmallLetters() {
    assertThat(MarketStatus.UNOPENED.jsonName(), is("unopened"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialized",
        "active",
        "inactive",
        "closed",
        "determined",
        "disputed",
        "amended",
        "",
        "new"
      })
  void unsettledMarketsAreWantedByDefault(String status) {
    assertThat(USUAL.wants(row(status, null, false)), is(true));
  }

  @Test
  void recentlySettledMarketsAreWantedByDefault() {
    assertThat(USUAL.wants(row("finalized", SINCE.plusMillis(1), false)), is(true));
  }

  @Test
  void marketsSettledAtTheBoundAreNotWantedByDefault() {
    assertThat(USUAL.wants(row("finalized", SINCE, false)), is(false));
  }

  @Test
  void marketsWithAnInvalidSettledTimeAreWantedByDefault() {
    Row row =
        new Row(new Ticker("A"), Map.of("status", "finalized", "settlement_ts", "soon"), List.of());

    assertThat(USUAL.wants(row), is(true));
  }

  @Test
  void marketsWithoutASettledTimeAreWantedByDefault() {
    assertThat(USUAL.wants(row("finalized", null, false)), is(true));
  }

  @ParameterizedTest
  @CsvSource({
    // Closed three days before it settled.
    "2026-11-19T10:00:00Z, 2026-11-22T10:00:01Z, true",
    "2026-11-19T10:00:00Z, 2026-11-22T10:00:00Z, false",
    "2026-11-19T10:00:00Z, 2026-11-19T10:00:00Z, false",
    "'', 2026-11-22T10:00:01Z, true",
    "'', 2026-11-19T10:00:00Z, false"
  })
  void aResultWithoutASettledTimeIsWantedIfItsMarketWasUpdatedSince(
      String closed, String updated, boolean wanted) {
    Row row = undated(closed, updated);

    assertThat(USUAL.wants(row), is(wanted));
    assertThat(USUAL.isOfUnknownTime(row), is(false));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    // It may have settled at any time after it closed.
    "2026-11-19T10:00:00Z, ''",
    // Its settlement was no update.
    "2026-11-19T10:00:00Z, 2026-11-18T10:00:00Z"
  })
  void aResultThatMayBeOfAnyTimeIsWanted(String closed, String updated) {
    Row row = undated(closed, updated);

    assertThat(USUAL.wants(row), is(true));
    assertThat(USUAL.isOfUnknownTime(row), is(true));
  }

  @Test
  void theTimeOfAMarketWithoutAResultDoesNotMatter() {
    assertThat(USUAL.isOfUnknownTime(row("closed", null, false)), is(false));
  }

  @Test
  void theTimeOfAResultDoesNotMatterWhereStatusesAreNamed() {
    assertThat(of(MarketStatus.SETTLED).isOfUnknownTime(undated("", "")), is(false));
  }

  @Test
  void combosAreNotWantedByDefault() {
    assertThat(USUAL.wants(row("active", null, true)), is(false));
  }

  @Test
  void combosAreWantedIfIncluded() {
    assertThat(
        new MarketSelection(Set.of(), SINCE, true).wants(row("active", null, true)), is(true));
  }

  @Test
  void namedStatusesAreWanted() {
    assertThat(of(MarketStatus.OPEN).wants(row("active", null, false)), is(true));
  }

  @Test
  void otherStatusesThanTheNamedAreNotWanted() {
    assertThat(of(MarketStatus.OPEN).wants(row("inactive", null, false)), is(false));
  }

  @Test
  void settlementsOfAnyAgeAreWantedWhereSettledIsNamed() {
    assertThat(of(MarketStatus.SETTLED).wants(row("finalized", Instant.EPOCH, false)), is(true));
  }

  @Test
  void everyFilterIsNeededByDefault() {
    assertThat(USUAL.filters(), is(EnumSet.allOf(MarketStatus.class)));
  }

  @Test
  void namedStatusesAreTheFilters() {
    assertThat(of(MarketStatus.OPEN, MarketStatus.PAUSED).filters().size(), is(2));
  }

  @Test
  void aCutoffAfterTheBoundHidesWantedMarkets() {
    assertThat(USUAL.includesSettledBefore(SINCE.plusSeconds(1)), is(true));
  }

  @Test
  void aCutoffBeforeTheBoundHidesNothing() {
    assertThat(USUAL.includesSettledBefore(SINCE.minusSeconds(1)), is(false));
  }

  @Test
  void anyCutoffHidesSettlementsOfAnyAge() {
    assertThat(of(MarketStatus.SETTLED).includesSettledBefore(Instant.EPOCH), is(true));
  }

  @Test
  void noCutoffHidesOpenMarkets() {
    assertThat(of(MarketStatus.OPEN).includesSettledBefore(Instant.MAX), is(false));
  }

  @ParameterizedTest
  @CsvSource({
    "E, EVENT, E, true",
    "E, EVENT, F, false",
    "'', EVENT, E, true",
    "E, SERIES, S, true",
    "'', SERIES, S, true"
  })
  void aRowBelongsToAnEventThatItDoesNotContradict(
      String event, EventOrSeries.Level level, String parent, boolean belongs) {
    Row row = new Row(new Ticker("A"), Map.of("event_ticker", event), List.of());

    assertThat(
        MarketSelection.belongs(row, new EventOrSeries(level, new Ticker(parent))), is(belongs));
  }

  @Test
  void aCutoffAtTheBoundHidesNothing() {
    assertThat(USUAL.includesSettledBefore(SINCE), is(false));
  }

  private static MarketSelection of(MarketStatus... statuses) {
    return new MarketSelection(Set.of(statuses), SINCE, false);
  }

  private static Row undated(String closed, String updated) {
    return new Row(
        new Ticker("A"),
        Map.of("status", "finalized", "close_time", closed, "updated_time", updated),
        List.of());
  }

  private static Row row(String status, @Nullable Instant settledAt, boolean combo) {
    Map<String, String> fields = new HashMap<>(Map.of("event_ticker", "E", "status", status));
    if (settledAt != null) {
      fields.put("settlement_ts", settledAt.toString());
    }
    fields.put("mve_collection_ticker", combo ? "M-R" : "");
    return new Row(new Ticker("A"), fields, List.of());
  }
}
