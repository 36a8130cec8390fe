package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.util.List;

/**
 * Tasks that one worker thread sees through together.
 *
 * @param tasks at most {@link #TASKS}
 */
record FetchChunk(List<FetchTask> tasks) implements Serializable {

  /** Enough to fill a window of requests, few enough to spread over threads. */
  static final int TASKS = 64;
}
