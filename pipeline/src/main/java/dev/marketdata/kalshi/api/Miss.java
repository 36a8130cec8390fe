package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A selector, or a dataset of one market, that has no shard.
 *
 * @param selector the text of the selector
 * @param source the place of the selector
 * @param ticker the market; null if it is not known
 * @param dataset the name of the dataset that is missing
 * @param window the window that is missing; null if the dataset has none, or for a selector
 * @param reason the type of problem
 * @param detail the description for people
 * @param httpStatus the status of Kalshi's last response; null if there was none
 */
public record Miss(
    String selector,
    SourceLine source,
    @Nullable Ticker ticker,
    String dataset,
    @Nullable Window window,
    MissReason reason,
    String detail,
    @Nullable Integer httpStatus)
    implements Serializable {

  /** Creates the miss of a selector, or of a dataset without a window. */
  public Miss(
      String selector,
      SourceLine source,
      @Nullable Ticker ticker,
      String dataset,
      MissReason reason,
      String detail,
      @Nullable Integer httpStatus) {
    this(selector, source, ticker, dataset, null, reason, detail, httpStatus);
  }

  /** Returns the same miss of a window. */
  public Miss of(Window one) {
    return new Miss(selector, source, ticker, dataset, one, reason, detail, httpStatus);
  }

  /** Returns the line of a ticker file that requests this again, and nothing else if possible. */
  public String retryLine() {
    return ticker == null ? selector : "market:" + ticker;
  }
}
