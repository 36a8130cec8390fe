package dev.marketdata.kalshi.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.fetch.VolumeCheck.Difference;
import dev.marketdata.kalshi.fetch.VolumeCheck.Result;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the trades of each market with its candles. Whether a candle's volume includes block
 * trades, and which candle has a trade at the very end of a period, Kalshi does not say: such
 * differences have a name of their own. Belongs to the thread of its chunk.
 */
final class VolumeProof {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<Ticker, BigDecimal> candles = new HashMap<>();
  private VolumeCheck check = VolumeCheck.NONE;

  /** Notes the volume that a market's candles show. */
  void expect(Ticker market, BigDecimal volume) {
    candles.put(market, volume);
  }

  /** Counts a market without volume. */
  void untraded(Ticker market) {
    count(market, Result.UNTRADED, BigDecimal.ZERO);
  }

  /** Returns true if the trades are not those that the candles show; nothing is counted. */
  boolean differs(Ticker market, Window window, List<Page> pages) {
    return new Sums(window, pages).compare(candles.get(market)) == Result.DIFFERENT;
  }

  /** Counts the comparison of a market. */
  void compare(Ticker market, Window window, List<Page> pages) {
    Sums sums = new Sums(window, pages);
    count(market, sums.compare(candles.get(market)), sums.inWindow);
  }

  private void count(Ticker market, Result result, BigDecimal trades) {
    BigDecimal volume = candles.getOrDefault(market, BigDecimal.ZERO);
    check =
        check.plus(
            VolumeCheck.of(
                result,
                new Difference(market.value(), volume.toPlainString(), trades.toPlainString())));
  }

  VolumeCheck result() {
    return check;
  }

  /** The sums of the trades of one market, each trade once. */
  private static final class Sums {

    private final Window window;
    private final Set<String> ids = new HashSet<>();
    private BigDecimal inWindow = BigDecimal.ZERO;
    private BigDecimal ofBlocks = BigDecimal.ZERO;
    private BigDecimal atStart = BigDecimal.ZERO;
    private BigDecimal atEnd = BigDecimal.ZERO;

    Sums(Window window, List<Page> pages) {
      this.window = window;
      for (Page page : pages) {
        try (JsonParser parser = JSON.createParser(page.body())) {
          while (parser.nextToken() != null) {
            // The objects of the array are the trades; the response itself is the first object.
            if (parser.currentToken() == JsonToken.START_OBJECT
                && !parser.getParsingContext().getParent().inRoot()) {
              add(parser);
            }
          }
        } catch (IOException e) {
          throw new IllegalStateException("a page that was read before cannot be read", e);
        }
      }
    }

    private void add(JsonParser parser) throws IOException {
      Map<String, String> trade = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        trade.put(name, String.valueOf(parser.nextToken().isScalarValue() ? parser.getText() : ""));
        parser.skipChildren();
      }
      if (!ids.add(trade.getOrDefault("trade_id", ""))) {
        return;
      }
      Instant created = Instant.parse(trade.getOrDefault("created_time", ""));
      BigDecimal count = new BigDecimal(trade.getOrDefault("count_fp", "0"));
      if (created.equals(window.end())) {
        atEnd = atEnd.add(count);
      } else if (!created.isBefore(window.start()) && created.isBefore(window.end())) {
        inWindow = inWindow.add(count);
        if (created.equals(window.start())) {
          atStart = atStart.add(count);
        }
        if (Boolean.parseBoolean(trade.get("is_block_trade"))) {
          ofBlocks = ofBlocks.add(count);
        }
      }
    }

    Result compare(@Nullable BigDecimal volume) {
      if (volume == null) {
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
