package dev.marketdata.kalshi.simulator;

/** How an answer goes over the wire. */
enum Transmission {
  WHOLE,
  /** Nothing is sent until the simulator closes. */
  HANG_BEFORE_HEADERS,
  /** Half the body, then nothing until the simulator closes. */
  HANG_IN_BODY,
  /** The connection is reset before a byte is sent. */
  RESET_BEFORE_HEADERS,
  /** Half the body, then the connection is reset. */
  RESET_IN_BODY,
  /** Half the body under a Content-Length of the whole, then the connection ends. */
  CUT_SHORT,
  /** A byte of the body at a time, a second apart. */
  SLOW
}
