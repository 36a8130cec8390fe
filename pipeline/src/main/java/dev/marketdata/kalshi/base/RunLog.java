package dev.marketdata.kalshi.base;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes the log lines of a run. Their text is for people; their fields are for filters. A Dataflow
 * worker sends the fields to Cloud Logging as {@code jsonPayload.custom_data}; elsewhere they are
 * not shown. A field never holds a secret. Safe for use by several threads.
 *
 * <p>The fields are in SLF4J's MDC while the line is logged, because Beam's worker reads them only
 * there. Source: Google, "Work with pipeline logs"; Beam's {@code BeamFnLoggingClient}.
 */
public final class RunLog {

  private final Logger logger;
  private final Map<String, String> fields;

  private RunLog(Logger logger, Map<String, String> fields) {
    this.logger = logger;
    this.fields = fields;
  }

  /**
   * Returns a log whose lines have the field {@code run}.
   *
   * @param run the name of the run
   */
  public static RunLog of(Logger logger, String run) {
    return new RunLog(logger, Map.of("run", run));
  }

  /** Returns a log whose lines also have this field, as text. */
  public RunLog with(String name, Object value) {
    Map<String, String> more = new HashMap<>(fields);
    more.put(name, value.toString());
    return new RunLog(logger, more);
  }

  /** Logs a line; each {@code {}} of the format is replaced by a value. */
  public void info(String format, @Nullable Object... values) {
    log(Level.INFO, format, values);
  }

  /** Logs a warning; each {@code {}} of the format is replaced by a value. */
  public void warn(String format, @Nullable Object... values) {
    log(Level.WARN, format, values);
  }

  private void log(Level level, String format, @Nullable Object... values) {
    LoggingEventBuilder line = logger.atLevel(level);
    if (line instanceof CallerBoundaryAware aware) {
      // Otherwise the line would name this class in place of the one that logs.
      aware.setCallerBoundary(RunLog.class.getName());
    }
    Map<String, String> before = MDC.getCopyOfContextMap();
    fields.forEach(MDC::put);
    try {
      line.log(format, values);
    } finally {
      MDC.clear();
      if (before != null) {
        MDC.setContextMap(before);
      }
    }
  }
}
