package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.api.Row.Span;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A complete response of Kalshi with the positions of its objects.
 *
 * @param dataset the dataset of the objects
 * @param tier the tier of the request
 * @param requestedAt when the request was sent
 * @param receivedAt when the last byte was received
 * @param body the bytes of the response, which must not be changed
 * @param rows the data of each market, in Kalshi's order
 * @param unusable the elements that are not the object of a market or cannot be read
 * @param cursor the start of the next page; null on the last page
 * @param drift the differences of the objects from the known schema
 */
@SuppressWarnings("ArrayRecordComponent") // the body is passed along, never compared
public record Page(
    Dataset dataset,
    Tier tier,
    Instant requestedAt,
    Instant receivedAt,
    byte[] body,
    List<Row> rows,
    List<UnusableObject> unusable,
    @Nullable String cursor,
    SchemaDrift drift) {

  /** Returns the unusable elements that may be of any market. */
  public List<UnusableObject> unusableOfUnknown() {
    return unusable.stream().filter(object -> object.row() == null).toList();
  }

  /** Returns the same response with other rows. */
  public Page withRows(List<Row> others) {
    return new Page(dataset, tier, requestedAt, receivedAt, body, others, unusable, cursor, drift);
  }

  /** Returns the same response as if it were of a tier. */
  public Page of(Tier other) {
    return new Page(dataset, other, requestedAt, receivedAt, body, rows, unusable, cursor, drift);
  }

  /**
   * Joins the pages of one list into one page with the items of each market and window in order. An
   * item that is on two pages, because the list moved between the requests or both tiers have it,
   * is kept once.
   *
   * @param pages at least one, in the order of the list
   */
  public static Page join(List<Page> pages) {
    Page first = pages.get(0);
    if (pages.size() == 1) {
      return first;
    }
    ByteArrayOutputStream bodies = new ByteArrayOutputStream();
    Map<Row, List<Span>> spans = new LinkedHashMap<>();
    Set<Object> seen = new HashSet<>();
    List<UnusableObject> unusable = new ArrayList<>();
    SchemaDrift drift = SchemaDrift.NONE;
    for (Page page : pages) {
      int shift = bodies.size();
      bodies.writeBytes(page.body);
      for (Row row : page.rows) {
        Row shard = new Row(row.ticker(), row.window(), Map.of(), List.of());
        List<Span> items = spans.computeIfAbsent(shard, none -> new ArrayList<>());
        row.spans().stream()
            .filter(span -> seen.add(span.id().isEmpty() ? bytes(page.body, span) : span.id()))
            .forEach(span -> items.add(span.after(shift)));
      }
      unusable.addAll(page.unusable);
      drift = drift.plus(page.drift);
    }
    return new Page(
        first.dataset,
        first.tier,
        first.requestedAt,
        pages.get(pages.size() - 1).receivedAt,
        bodies.toByteArray(),
        spans.entrySet().stream()
            .map(
                shard ->
                    new Row(
                        shard.getKey().ticker(),
                        shard.getKey().window(),
                        Map.of(),
                        shard.getValue()))
            .toList(),
        unusable,
        null,
        drift);
  }

  private static ByteBuffer bytes(byte[] body, Span span) {
    return ByteBuffer.wrap(body, span.from(), span.to() - span.from());
  }
}
