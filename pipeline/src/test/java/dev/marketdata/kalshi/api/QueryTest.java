package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests for the pages of one list. */
class QueryTest {

  private static final Window WINDOW =
      new Window(Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(2_000));
  private static final Query FIRST =
      new Candles().query(Tier.HISTORICAL, List.of(new Ticker("A")), WINDOW);

  @Test
  void aLaterPageDiffersInItsCursorAlone() {
    assertThat(
        FIRST.from("next"),
        is(
            new Query(
                new Candles(), Tier.HISTORICAL, Windows.of(WINDOW), FIRST.firstPage(), "next")));
  }

  @Test
  void aThirdPageHasOneCursor() {
    assertThat(
        FIRST.from("second").from("third").target().pathAndQuery(),
        is("/historical/candles?markets=A&cursor=third"));
  }
}
