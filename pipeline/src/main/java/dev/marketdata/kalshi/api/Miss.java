package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked for and has no shard.
 *
 * @param selector the text that asked for it
 * @param source where that stands
 * @param ticker the market, null where it is not known
 * @param dataset the name of the dataset that is missing
 * @param reason why
 * @param detail what happened, for a person
 * @param httpStatus the status of Kalshi's last response; null if there was none
 */
public record Miss(
    String selector,
    SourceLine source,
    @Nullable Ticker ticker,
    String dataset,
    MissReason reason,
    String detail,
    @Nullable Integer httpStatus)
    implements Serializable {

  /** Returns the line of a ticker file that asks for the missing thing alone. */
  public String again() {
    return ticker == null ? selector : "market:" + ticker;
  }
}
