package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.InvalidLine;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for and has no shard.
 *
 * @param selector the text that asked for it
 * @param source where that stands
 * @param ticker the market, where it is known
 * @param dataset what is missing of it
 * @param reason why
 * @param detail what happened, for a person
 * @param httpStatus the status of Kalshi's last answer, if there was one
 */
public record Miss(
    String selector,
    SourceLine source,
    @Nullable Ticker ticker,
    Dataset dataset,
    MissReason reason,
    String detail,
    @Nullable Integer httpStatus)
    implements Serializable {

  /** Returns the miss of all that a selector asks for: one market, or as many as there are. */
  public static Miss of(
      TickerSelector selector, MissReason reason, String detail, @Nullable Integer httpStatus) {
    return new Miss(
        selector.text(),
        selector.source(),
        selector.kind() == TickerKind.MARKET ? selector.ticker() : null,
        Dataset.MARKET_DATA,
        reason,
        detail,
        httpStatus);
  }

  /** Returns the miss of one market's data. */
  public static Miss of(
      TickerSelector selector,
      Ticker ticker,
      Dataset dataset,
      MissReason reason,
      String detail,
      @Nullable Integer httpStatus) {
    return new Miss(
        selector.text(), selector.source(), ticker, dataset, reason, detail, httpStatus);
  }

  /** Returns the miss of a selector that nothing at Kalshi answers to. */
  public static Miss unknown(TickerSelector selector) {
    String what =
        selector.kind() == TickerKind.UNSAID ? "market, event or series" : selector.kind().word();
    return of(selector, MissReason.NOT_FOUND, "Kalshi has no " + what + " of that name", null);
  }

  /** Returns the miss of a line that is no selector. */
  public static Miss of(InvalidLine line) {
    return new Miss(
        line.text(),
        line.source(),
        null,
        Dataset.MARKET_DATA,
        MissReason.INVALID,
        line.why(),
        null);
  }

  /** Returns the line of a ticker file that asks for the missing thing alone. */
  public String again() {
    return ticker == null ? selector : "market:" + ticker;
  }
}
