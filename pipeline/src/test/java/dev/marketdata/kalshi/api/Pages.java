package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Test pages. */
public final class Pages {

  private Pages() {}

  /** Returns a page with some rows of a body. */
  public static Page of(
      Dataset dataset,
      Tier tier,
      Instant requestedAt,
      Instant receivedAt,
      byte[] body,
      Row... rows) {
    return new Page(
        dataset,
        tier,
        requestedAt,
        receivedAt,
        body,
        List.of(rows),
        List.of(),
        null,
        SchemaDrift.NONE);
  }

  /** Slices a body of a dataset. */
  public static Page slice(Dataset dataset, byte[] body) throws MalformedResponseException {
    return PageSlicer.slice(
        Query.of(dataset, Tier.LIVE, RequestTarget.of("/x")), body, Instant.EPOCH, Instant.EPOCH);
  }

  /** Returns the row of a market whose bytes are at some places of the body. */
  public static Row row(String ticker, Span... spans) {
    return new Row(new Ticker(ticker), Map.of(), List.of(spans));
  }

  /** Returns the row of a market whose object is in the body. */
  public static Row row(String ticker, String body, String object) {
    int from = body.indexOf(object);
    return row(ticker, new Span(from, from + object.length()));
  }

  /** Returns the bytes that a page keeps of a row, its spans joined by commas. */
  public static String text(Page page, Row row) {
    return row.spans().stream()
        .map(
            span ->
                new String(
                    page.body(), span.from(), span.to() - span.from(), StandardCharsets.UTF_8))
        .reduce((first, second) -> first + "," + second)
        .orElse("");
  }
}
