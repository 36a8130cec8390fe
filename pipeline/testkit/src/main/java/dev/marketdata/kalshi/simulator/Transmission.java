package dev.marketdata.kalshi.simulator;

/** How a response is sent. */
enum Transmission {
  WHOLE,
  /** Nothing is sent until the simulator closes. */
  HANG_BEFORE_HEADERS,
  /** Half of the body, then nothing until the simulator closes. */
  HANG_IN_BODY,
  /** The connection is reset before a byte is sent. */
  RESET_BEFORE_HEADERS,
  /** Half of the body, then the connection is reset. */
  RESET_IN_BODY,
  /**
   * Half of the body, with the Content-Length of the complete body, then the connection is closed.
   */
  CUT_SHORT,
  /** One byte of the body per second. */
  SLOW
}
