package dev.marketdata.kalshi.base;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Keeps what a class logs until it is closed, with the fields that a Dataflow worker would send.
 */
public final class LoggedLines extends Handler implements AutoCloseable {

  /**
   * A line.
   *
   * @param caller the class that logged it
   */
  public record Line(String text, String caller, Map<String, String> fields) {}

  private final Logger logger;
  private final @Nullable Level before;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  /** Keeps the lines of a class, from INFO on. */
  public LoggedLines(Class<?> type) {
    this.logger = Logger.getLogger(type.getName());
    this.before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(this);
  }

  /** Returns the lines so far, in order. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord line) {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    lines.add(
        new Line(
            new SimpleFormatter().formatMessage(line),
            line.getSourceClassName(),
            fields == null ? Map.of() : Map.copyOf(fields)));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
