package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.util.List;

/**
 * Tasks that one worker thread sees through together, keeping a window of requests filled.
 *
 * @param tasks at most {@link #MOST_TASKS}
 */
record FetchChunk(List<FetchTask> tasks) implements Serializable {

  /**
   * Many windows' worth, for at its end a chunk waits for its last answers and sends nothing; and
   * no more than is worth asking for again if a worker dies.
   */
  static final int MOST_TASKS = 1_024;
}
