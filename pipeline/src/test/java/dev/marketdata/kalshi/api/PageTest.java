package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the merging of the pages of a list. */
class PageTest {

  private static final Page FIRST =
      page("<a1><b1>", 10, 1, "next", Pages.row("A", at(0)), Pages.row("B", at(4)));
  private static final Page SECOND =
      page("..<a2><c1><a3>", 20, 2, null, Pages.row("A", at(2), at(10)), Pages.row("C", at(6)));
  private static final Page JOINED = Page.join(List.of(FIRST, SECOND));

  @Test
  void onePageIsItself() {
    assertThat(Page.join(List.of(FIRST)), is(sameInstance(FIRST)));
  }

  @Test
  void marketsStandInTheOrderInWhichTheyCame() {
    assertThat(
        JOINED.rows().stream().map(row -> row.ticker().value()).toList(), contains("A", "B", "C"));
  }

  @Test
  void theItemsOfAMarketAreThoseOfAllPagesInTheirOrder() {
    assertThat(texts(JOINED), contains("<a1>,<a2>,<a3>", "<b1>", "<c1>"));
  }

  @Test
  void anItemOfThreePagesIsFoundAtItsPlace() {
    Page third = page("<c2>", 30, 0, null, Pages.row("C", at(0)));

    assertThat(
        texts(Page.join(List.of(FIRST, SECOND, third))),
        contains("<a1>,<a2>,<a3>", "<b1>", "<c1>,<c2>"));
  }

  @Test
  void anItemThatIsOnTwoPagesIsKeptOnce() {
    Page again = page("<a1><a9>", 20, 0, null, Pages.row("A", at(0), at(4)));

    assertThat(texts(Page.join(List.of(FIRST, again))), contains("<a1>,<a9>", "<b1>"));
  }

  @Test
  void aMarketWithoutItemsIsStillARow() {
    Page empty = page("", 20, 0, null, Pages.row("Z"));

    assertThat(texts(Page.join(List.of(FIRST, empty))), contains("<a1>", "<b1>", ""));
  }

  @Test
  void itIsOfTheirDatasetAndTier() {
    assertThat(JOINED.dataset(), is(new Candles()));
    assertThat(JOINED.tier(), is(Tier.HISTORICAL));
  }

  @Test
  void itWasRequestedWithTheFirstPage() {
    assertThat(JOINED.requestedAt(), is(Instant.ofEpochSecond(10)));
  }

  @Test
  void itWasReceivedWithTheLastPage() {
    assertThat(JOINED.receivedAt(), is(Instant.ofEpochSecond(25)));
  }

  @Test
  void unusableElementsAreThoseOfAllPages() {
    assertThat(JOINED.unusable(), hasSize(3));
  }

  @Test
  void differencesFromTheSchemaAreSummed() {
    assertThat(JOINED.drift().differences().values(), contains(new Sighting(2, "A", "1")));
  }

  @Test
  void nothingFollowsIt() {
    assertThat(JOINED.cursor(), is(nullValue()));
  }

  @Test
  void otherRowsChangeNothingElse() {
    assertThat(
        FIRST.withRows(SECOND.rows()),
        is(
            new Page(
                FIRST.dataset(),
                FIRST.tier(),
                FIRST.requestedAt(),
                FIRST.receivedAt(),
                FIRST.body(),
                SECOND.rows(),
                FIRST.unusable(),
                FIRST.cursor(),
                FIRST.drift())));
  }

  private static Span at(int from) {
    return new Span(from, from + 4);
  }

  private static List<String> texts(Page page) {
    return page.rows().stream().map(row -> Pages.text(page, row)).toList();
  }

  private static Page page(
      String body, long time, int unusable, @Nullable String cursor, Row... rows) {
    SchemaDrift drift =
        new SchemaDrift(
            new TreeMap<>(
                Map.of(
                    new Difference(Finding.NEW, "candles", "x", ""), new Sighting(1, "A", "1"))));
    return new Page(
        new Candles(),
        Tier.HISTORICAL,
        Instant.ofEpochSecond(time),
        Instant.ofEpochSecond(time + 5),
        body.getBytes(StandardCharsets.UTF_8),
        List.of(rows),
        Collections.nCopies(unusable, new UnusableObject(null, "it has no ticker")),
        cursor,
        drift);
  }
}
