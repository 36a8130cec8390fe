package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.Serializable;
import java.util.List;

/** A piece of work that begins with one request. */
sealed interface FetchTask extends Serializable {

  /** Up to 100 selectors of kind market or unsaid, one kind a batch. */
  record Names(List<TickerSelector> selectors) implements FetchTask {}

  /** A walk through the catalogue for selectors of kind market and unsaid, as many as there are. */
  record Walk(List<TickerSelector> selectors) implements FetchTask {}

  /** All wanted markets of one event or series. */
  record Expand(TickerSelector selector) implements FetchTask {}

  /** Up to 100 order books. */
  record Books(List<Book> books) implements FetchTask {}

  /** One order book, and what asked for its market. */
  record Book(Ticker ticker, TickerSelector selector) implements Serializable {}
}
