package dev.marketdata.kalshi.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Reads the shards of one dataset into rows of its table. Safe for use by several threads. */
final class ShardReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Binary TWO_SIDED = Binary.fromString("two_sided");
  private static final Binary BID_ONLY = Binary.fromString("bid_only");
  private static final Binary ASK_ONLY = Binary.fromString("ask_only");
  private static final Binary NONE = Binary.fromString("none");
  private static final Binary YES = Binary.fromString("yes");
  private static final Binary NO = Binary.fromString("no");
  private static final int MICROS_PER_MILLI = 1_000;

  private final String dataset;
  private final Table table;
  private final ObjectReader objects;
  private final String member;
  private final int yesBid;
  private final int yesAsk;
  private final int quoteState;
  private final int crossed;
  private final int secondsLate;

  ShardReader(String dataset) {
    this.dataset = dataset;
    this.table = Tables.of(dataset).get(0);
    this.objects = new ObjectReader(table);
    this.member =
        switch (dataset) {
          case "market_data" -> "market";
          case "orderbooks" -> "orderbook";
          default -> dataset;
        };
    boolean hasQuotes = table.equals(Tables.MARKET_DATA);
    this.yesBid = hasQuotes ? table.index("yes_bid") : -1;
    this.yesAsk = hasQuotes ? table.index("yes_ask") : -1;
    this.quoteState = hasQuotes ? table.index(Tables.QUOTE_STATE) : -1;
    this.crossed = hasQuotes ? table.index(Tables.CROSSED) : -1;
    this.secondsLate = hasQuotes ? table.index(Tables.SECONDS_LATE) : -1;
  }

  /**
   * Returns the rows of a shard, in the order of Kalshi's items.
   *
   * @param ticker the market that its path names
   * @param slot the slot that its path names, in microseconds
   * @param misfits gets the values that do not fit
   * @throws BrokenShardException if it is not a shard of that market and slot
   */
  List<Object[]> read(byte[] shard, String ticker, long slot, Misfits misfits)
      throws BrokenShardException {
    if (shard.length == 0) {
      throw new BrokenShardException("it is empty");
    }
    try (JsonParser parser = JSON.createParser(shard)) {
      return read(parser, shard, ticker, slot, misfits);
    } catch (JsonProcessingException e) {
      throw new BrokenShardException("it is not JSON: " + Excerpt.of(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading JSON from memory", e);
    }
  }

  private List<Object[]> read(
      JsonParser parser, byte[] shard, String ticker, long slot, Misfits misfits)
      throws IOException, BrokenShardException {
    check(parser.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
    List<Object[]> rows = null;
    String market = null;
    Long slotThere = null;
    Long receivedAt = null;
    Binary source = null;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals(member)) {
        rows = rows(parser, shard, misfits);
      } else if (token != JsonToken.VALUE_STRING) {
        parser.skipChildren();
      } else {
        switch (name) {
          case "market_ticker" -> market = parser.getText();
          case "slot" -> slotThere = Times.micros(parser.getText());
          case "received_at" -> receivedAt = Times.micros(parser.getText());
          case "source" -> source = ObjectReader.text(parser.getText());
          default -> {}
        }
      }
    }
    check(parser.nextToken() == null, "something follows its object");
    check(ticker.equals(market), "it is of another market");
    check(slotThere != null && slotThere == slot, "it is of another slot");
    check(receivedAt != null, "it has no received_at");
    check(rows != null, "it has no " + member);
    Binary name = Binary.fromString(ticker);
    for (Object[] row : Objects.requireNonNull(rows)) {
      row[Table.TICKER] = name;
      row[Table.SLOT] = slot;
      row[Table.RECEIVED_AT] = receivedAt;
      row[Table.SOURCE] = source;
      if (yesBid >= 0) {
        addQuality(row, slot, Objects.requireNonNull(receivedAt));
      }
    }
    return rows;
  }

  private List<Object[]> rows(JsonParser parser, byte[] shard, Misfits misfits)
      throws IOException, BrokenShardException {
    if (dataset.equals("orderbooks")) {
      check(parser.currentToken() == JsonToken.START_OBJECT, "its orderbook is not an object");
      return levels(parser, shard, misfits);
    }
    List<Object[]> rows = new ArrayList<>();
    if (dataset.equals("market_data")) {
      check(parser.currentToken() == JsonToken.START_OBJECT, "its market is not an object");
      rows.add(objects.read(parser, shard, misfits));
      return rows;
    }
    check(parser.currentToken() == JsonToken.START_ARRAY, "its " + member + " is not an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      check(
          parser.currentToken() == JsonToken.START_OBJECT,
          "an item of its " + member + " is not an object");
      rows.add(objects.read(parser, shard, misfits));
    }
    return rows;
  }

  private void addQuality(Object[] row, long slot, long receivedAt) {
    Long bid = (Long) row[yesBid];
    Long ask = (Long) row[yesAsk];
    row[quoteState] =
        bid != null ? ask != null ? TWO_SIDED : BID_ONLY : ask != null ? ASK_ONLY : NONE;
    row[crossed] = bid == null || ask == null ? null : (Object) (bid > ask);
    row[secondsLate] = (receivedAt - slot) / MICROS_PER_MILLI;
  }

  /** Reads {@code {"orderbook_fp":{"yes_dollars":[["0.0100","20.00"],...],"no_dollars":...}}}. */
  private List<Object[]> levels(JsonParser parser, byte[] shard, Misfits misfits)
      throws IOException {
    List<Object[]> levels = new ArrayList<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("orderbook_fp") && token == JsonToken.START_OBJECT) {
        levels.addAll(levels(parser, shard, misfits));
      } else if (token == JsonToken.START_ARRAY
          && (name.equals("yes_dollars") || name.equals("no_dollars"))) {
        levels.addAll(side(parser, shard, name.equals("yes_dollars") ? YES : NO, misfits));
      } else {
        parser.skipChildren();
      }
    }
    return levels;
  }

  /** Reads the levels of a side, and numbers them from the best price. */
  private List<Object[]> side(JsonParser parser, byte[] shard, Binary side, Misfits misfits)
      throws IOException {
    int price = table.index("price");
    int count = table.index("count");
    List<Object[]> levels = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object[] row = new Object[table.columns().size()];
      int start = ObjectReader.start(parser);
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
          if (i < 2) {
            int column = i == 0 ? price : count;
            row[column] = number(parser, table.columns().get(column), misfits);
          }
          parser.skipChildren();
        }
      }
      row[table.raw()] = ObjectReader.slice(parser, shard, start);
      row[table.index("side")] = side;
      levels.add(row);
    }
    levels.sort(
        Comparator.comparing(
            (Object[] row) -> (Long) row[price], Comparator.nullsLast(Comparator.reverseOrder())));
    for (int i = 0; i < levels.size(); i++) {
      levels.get(i)[table.index("level")] = (long) (i + 1);
    }
    return levels;
  }

  private static @Nullable Long number(JsonParser parser, Column column, Misfits misfits)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    Long value =
        token == JsonToken.VALUE_STRING || token.isNumeric()
            ? Decimals.unscaled(parser.getText(), column.type().scale())
            : null;
    if (value == null) {
      misfits.add(column.name());
    }
    return value;
  }

  private static void check(boolean isWell, String problem) throws BrokenShardException {
    if (!isWell) {
      throw new BrokenShardException(problem);
    }
  }
}
