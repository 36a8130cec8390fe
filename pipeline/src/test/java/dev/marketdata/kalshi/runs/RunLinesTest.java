package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.miss;
import static dev.marketdata.kalshi.runs.RunFixtures.receipt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import org.junit.jupiter.api.Test;

/** The lines of {@code shards.ndjson} and {@code misses.ndjson}, as others read them. */
class RunLinesTest {

  @Test
  void aStoredShardIsALine() {
    assertThat(
        text(WriteRunSummary.line(receipt("A", Outcome.STORED))),
        is(
            "{\"path\":\"market_data/ticker=A/date=2026-11-22/20261122T140000Z.json\","
                + "\"ticker\":\"A\",\"bytes\":100,\"crc32c\":\"4waSgw==\",\"outcome\":\"stored\",\"source\":\"live\"}\n"));
  }

  @Test
  void aShardThatWasThereIsALine() {
    assertThat(
        text(WriteRunSummary.line(receipt("A", "orderbooks", Outcome.ALREADY_THERE))),
        is(
            "{\"path\":\"orderbooks/ticker=A/date=2026-11-22/20261122T140000Z.json\","
                + "\"ticker\":\"A\",\"bytes\":100,\"crc32c\":\"4waSgw==\","
                + "\"outcome\":\"already_there\",\"source\":\"live\"}\n"));
  }

  @Test
  void aMissOfASelectorHasNoTicker() {
    assertThat(
        text(WriteRunSummary.line(miss("event:E", MissReason.NO_MARKETS))),
        is(
            "{\"selector\":\"event:E\",\"file\":\"tickers.txt\",\"line\":7,\"ticker\":null,"
                + "\"dataset\":\"market_data\",\"slot\":null,\"reason\":\"no_markets\",\"detail\":\"why\","
                + "\"http_status\":null}\n"));
  }

  @Test
  void aMissOfAMarketHasItsTickerAndStatus() {
    assertThat(
        text(
            WriteRunSummary.line(
                new Miss(
                    "event:E",
                    new SourceLine("t.txt", 3),
                    new Ticker("E-1"),
                    "orderbooks",
                    MissReason.UNAVAILABLE,
                    "HTTP 503",
                    503))),
        is(
            "{\"selector\":\"event:E\",\"file\":\"t.txt\",\"line\":3,\"ticker\":\"E-1\","
                + "\"dataset\":\"orderbooks\",\"slot\":null,\"reason\":\"unavailable\",\"detail\":\"HTTP 503\","
                + "\"http_status\":503}\n"));
  }

  @Test
  void foreignTextIsEscaped() {
    assertThat(
        text(
            WriteRunSummary.line(
                new Miss(
                    "\"\\ é",
                    new SourceLine("t.txt", 1),
                    null,
                    "market_data",
                    MissReason.INVALID,
                    "no\nticker",
                    null))),
        is(
            "{\"selector\":\"\\\"\\\\ é\",\"file\":\"t.txt\",\"line\":1,\"ticker\":null,"
                + "\"dataset\":\"market_data\",\"slot\":null,\"reason\":\"invalid\",\"detail\":\"no\\nticker\","
                + "\"http_status\":null}\n"));
  }

  private static String text(byte[] line) {
    return new String(line, UTF_8);
  }
}
