package dev.marketdata.kalshi.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.datasets.Candlesticks;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.VolumeCheck.Difference;
import dev.marketdata.kalshi.fetch.VolumeCheck.Result;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the trades of each market with its candles. Whether a candle's volume includes block
 * trades, and which candle has a trade at the very end of a period, Kalshi does not say: such
 * differences have a name of their own. Belongs to the thread of its chunk.
 */
final class VolumeProof {

  private static final JsonFactory JSON = new JsonFactory();

  private record MarketWindow(Ticker market, Window window) {}

  private final Map<MarketWindow, BigDecimal> candles = new HashMap<>();
  private VolumeCheck check = VolumeCheck.NONE;

  /** Notes the volume that a market's candles of a window show, if they do. */
  void expect(Row row) {
    BigDecimal volume = Candlesticks.volume(row);
    if (volume != null && row.window() != null) {
      candles.put(new MarketWindow(row.ticker(), row.window()), volume);
    }
  }

  /** Counts a market without volume. */
  void untraded(Ticker market, Window window) {
    count(new MarketWindow(market, window), Result.UNTRADED, BigDecimal.ZERO);
  }

  /** Returns true if the trades of a window are not those that the candles show. */
  boolean differs(Ticker market, Windows windows, List<Page> pages) {
    Sums[] sums = sums(market, windows, pages);
    for (int i = 0; i < sums.length; i++) {
      BigDecimal volume = candles.get(new MarketWindow(market, windows.get(i)));
      if (sums[i].compare(volume) == Result.DIFFERENT) {
        return true;
      }
    }
    return false;
  }

  /** Counts the comparison of a market, one per window. */
  void compare(Ticker market, Windows windows, List<Page> pages) {
    Sums[] sums = sums(market, windows, pages);
    for (int i = 0; i < sums.length; i++) {
      MarketWindow key = new MarketWindow(market, windows.get(i));
      count(key, sums[i].compare(candles.get(key)), sums[i].inWindow);
    }
  }

  private void count(MarketWindow key, Result result, BigDecimal trades) {
    BigDecimal known = candles.remove(key);
    String volume = known == null ? "" : known.toPlainString();
    check =
        check.plus(
            VolumeCheck.of(
                result,
                new Difference(
                    key.market().value(),
                    key.window().slot().toString(),
                    volume,
                    trades.toPlainString())));
  }

  VolumeCheck result() {
    return check;
  }

  /** Returns the sums of each window. */
  private static Sums[] sums(Ticker market, Windows windows, List<Page> pages) {
    Sums[] sums = new Sums[windows.count()];
    Arrays.setAll(sums, i -> new Sums());
    Set<String> ids = new HashSet<>();
    for (Page page : pages) {
      forEachTrade(
          page,
          trade -> {
            if (market.value().equals(trade.get("ticker"))
                && ids.add(trade.getOrDefault("trade_id", ""))) {
              add(trade, windows, sums);
            }
          });
    }
    return sums;
  }

  /** Passes the fields of each trade of a page on. */
  static void forEachTrade(Page page, Consumer<Map<String, String>> reader) {
    try (JsonParser parser = JSON.createParser(page.body())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean trades = parser.currentName().equals(Datasets.TRADES.shape().array());
        if (parser.nextToken() == JsonToken.START_ARRAY && trades) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
              reader.accept(fields(parser));
            }
            parser.skipChildren();
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("a page that was read before cannot be read", e);
    }
  }

  private static Map<String, String> fields(JsonParser parser) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      fields.put(name, String.valueOf(parser.nextToken().isScalarValue() ? parser.getText() : ""));
      parser.skipChildren();
    }
    return fields;
  }

  /** A trade at the end of a window is also at the start of the next. */
  private static void add(Map<String, String> trade, Windows windows, Sums[] sums) {
    Instant created = Instant.parse(trade.getOrDefault("created_time", ""));
    boolean block = Boolean.parseBoolean(trade.get("is_block_trade"));
    Duration sinceFirst = Duration.between(windows.first().start(), created);
    long index = Math.floorDiv(sinceFirst.toNanos(), windows.first().length().toNanos());
    boolean atBorder = created.equals(windows.first().start().plus(lengths(windows, index)));
    BigDecimal count = count(trade);
    if (index >= 0 && index < sums.length) {
      sums[(int) index].add(count, block, atBorder);
    }
    if (atBorder && count != null && index >= 1 && index <= sums.length) {
      sums[(int) index - 1].addAtEnd(count);
    }
  }

  private static @Nullable BigDecimal count(Map<String, String> trade) {
    try {
      return new BigDecimal(trade.getOrDefault("count_fp", ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Duration lengths(Windows windows, long number) {
    return windows.first().length().multipliedBy(number);
  }

  /** The sums of the trades of one market in one window. */
  private static final class Sums {

    private BigDecimal inWindow = BigDecimal.ZERO;
    private BigDecimal ofBlocks = BigDecimal.ZERO;
    private BigDecimal atStart = BigDecimal.ZERO;
    private BigDecimal atEnd = BigDecimal.ZERO;
    private boolean isKnown = true;

    void add(@Nullable BigDecimal count, boolean block, boolean isAtStart) {
      if (count == null) {
        isKnown = false;
        return;
      }
      inWindow = inWindow.add(count);
      atStart = isAtStart ? atStart.add(count) : atStart;
      ofBlocks = block ? ofBlocks.add(count) : ofBlocks;
    }

    void addAtEnd(BigDecimal count) {
      atEnd = atEnd.add(count);
    }

    Result compare(@Nullable BigDecimal volume) {
      if (volume == null || !isKnown) {
        return Result.UNCHECKED;
      }
      BigDecimal difference = volume.subtract(inWindow);
      if (difference.signum() == 0) {
        return Result.EQUAL;
      }
      if (difference.negate().compareTo(ofBlocks) == 0) {
        return Result.BLOCK_TRADES;
      }
      for (BigDecimal withoutBlocks : List.of(difference, difference.add(ofBlocks))) {
        if (withoutBlocks.compareTo(atEnd) == 0
            || withoutBlocks.negate().compareTo(atStart) == 0
            || withoutBlocks.compareTo(atEnd.subtract(atStart)) == 0) {
          return Result.EDGES;
        }
      }
      return Result.DIFFERENT;
    }
  }
}
