package dev.marketdata.kalshi.tables;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one market in one table, for one day: those of the day, each key once, in the order
 * of their time.
 */
final class MarketRows {

  private static final Binary FINALIZED = Binary.fromString("finalized");

  private final Table table;
  private final List<Object[]> rows;
  private final long read;
  private final TreeMap<LocalDate, Object[]> earlierDays = new TreeMap<>();
  private long duplicates;
  private long revised;
  private long otherDays;

  private MarketRows(Table table, List<Object[]> read) {
    this.table = table;
    this.rows = new ArrayList<>(read);
    this.read = read.size();
  }

  /**
   * Chooses the rows of a day.
   *
   * @param shards the rows of each shard, by slot
   * @param from the first microsecond of the day
   * @param to the first one after it
   * @param earlier the keys that earlier files of the day have
   */
  static MarketRows of(
      Table table, List<List<Object[]>> shards, long from, long to, Set<Object> earlier) {
    List<Object[]> all = new ArrayList<>();
    for (List<Object[]> shard : shards) {
      List<Object[]> ofShard = new ArrayList<>(shard);
      if (table.equals(Tables.TRADES)) {
        // Kalshi lists the newest first.
        Collections.reverse(ofShard);
      }
      all.addAll(ofShard);
    }
    MarketRows rows = new MarketRows(table, all);
    rows.keepDay(from, to);
    rows.keepOnePerKey(earlier);
    int time = table.time();
    rows.rows.sort(
        Comparator.comparing(
            (Object[] row) -> (Long) row[time], Comparator.nullsFirst(Comparator.naturalOrder())));
    return rows;
  }

  /**
   * Chooses the result of a market, if it settled on a day: the newest snapshot that shows it, and
   * the last quote before the market closed among the snapshots.
   *
   * @param snapshots rows of {@code market_data}
   */
  static MarketRows ofSettlement(
      List<List<Object[]>> snapshots, long from, long to, Set<Object> earlier) {
    List<Object[]> all = snapshots.stream().flatMap(List::stream).toList();
    List<Object[]> settled =
        all.stream()
            .sorted(Comparator.comparing((Object[] row) -> (Long) row[Table.RECEIVED_AT]))
            .filter(MarketRows::isSettled)
            .map(row -> settlement(row, all))
            .toList();
    MarketRows rows = new MarketRows(Tables.SETTLEMENTS, settled);
    for (Object[] row : settled) {
      if (Tables.SETTLEMENTS.observed(row) < from) {
        rows.earlierDays.put(Times.day(Tables.SETTLEMENTS.observed(row)), row);
      }
    }
    rows.keepDay(from, to);
    rows.keepOnePerKey(earlier);
    return rows;
  }

  private static final Table FROM = Tables.MARKET_DATA;
  private static final Table TO = Tables.SETTLEMENTS;
  private static final int RESULT = FROM.index("result");
  private static final int STATUS = FROM.index("status");
  private static final int SETTLED = FROM.index("settlement_ts");
  private static final int UPDATED = FROM.index("updated_time");
  private static final int CLOSES = FROM.index("close_time");

  private static boolean isSettled(Object[] row) {
    return row[RESULT] != null && (row[SETTLED] != null || FINALIZED.equals(row[STATUS]));
  }

  private static Object[] settlement(Object[] snapshot, List<Object[]> all) {
    Object[] row = new Object[TO.columns().size()];
    for (int i = 0; i < row.length; i++) {
      String name = TO.columns().get(i).name();
      if (FROM.columns().stream().anyMatch(column -> column.name().equals(name))) {
        row[i] = snapshot[FROM.index(name)];
      }
    }
    Object settled = snapshot[SETTLED] == null ? snapshot[UPDATED] : snapshot[SETTLED];
    row[TO.index("settled_at")] = settled == null ? snapshot[Table.RECEIVED_AT] : settled;
    Object[] quote = lastQuote(all, (Long) snapshot[CLOSES]);
    if (quote != null) {
      row[TO.index("last_yes_bid")] = quote[FROM.index("yes_bid")];
      row[TO.index("last_yes_ask")] = quote[FROM.index("yes_ask")];
      row[TO.index("last_quote_at")] = quote[Table.RECEIVED_AT];
    }
    return row;
  }

  private static Object @Nullable [] lastQuote(List<Object[]> all, @Nullable Long closes) {
    return all.stream()
        .filter(row -> closes != null && (Long) row[Table.RECEIVED_AT] < closes)
        .filter(row -> row[FROM.index("yes_bid")] != null || row[FROM.index("yes_ask")] != null)
        .max(Comparator.comparing(row -> (Long) row[Table.RECEIVED_AT]))
        .orElse(null);
  }

  private void keepDay(long from, long to) {
    rows.removeIf(
        row -> {
          long observed = table.observed(row);
          return observed < from || observed >= to;
        });
    otherDays = read - rows.size();
  }

  /** Of rows with one key, the one that was received last stays, unless an earlier file has it. */
  private void keepOnePerKey(Set<Object> earlier) {
    Integer key = table.key();
    if (key == null) {
      return;
    }
    long before = rows.size();
    Map<Object, Object[]> byKey = new LinkedHashMap<>();
    List<Object[]> kept = new ArrayList<>();
    for (Object[] row : rows) {
      if (row[key] == null) {
        kept.add(row);
      } else if (!earlier.contains(row[key])) {
        byKey.merge(row[key], row, this::later);
      }
    }
    kept.addAll(byKey.values());
    duplicates = before - kept.size();
    rows.clear();
    rows.addAll(kept);
  }

  private Object[] later(Object[] one, Object[] other) {
    if (!table.equals(TO) && !one[table.raw()].equals(other[table.raw()])) {
      revised++;
    }
    return (Long) one[Table.RECEIVED_AT] > (Long) other[Table.RECEIVED_AT] ? one : other;
  }

  /** Returns the results of earlier days, one for each: that which was received last. */
  Map<LocalDate, Object[]> earlierDays() {
    return earlierDays;
  }

  List<Object[]> rows() {
    return rows;
  }

  long read() {
    return read;
  }

  long duplicates() {
    return duplicates;
  }

  long revised() {
    return revised;
  }

  long otherDays() {
    return otherDays;
  }
}
