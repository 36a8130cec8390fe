package dev.marketdata.kalshi.template;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Records all log messages in this JVM, at every level. */
final class EveryLogLine extends Handler implements AutoCloseable {

  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Level before = root.getLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private EveryLogLine() {}

  static EveryLogLine listening() {
    EveryLogLine log = new EveryLogLine();
    log.setLevel(Level.ALL);
    log.root.setLevel(Level.ALL);
    log.root.addHandler(log);
    return log;
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void publish(LogRecord line) {
    StringWriter text = new StringWriter();
    text.write(new SimpleFormatter().formatMessage(line));
    if (line.getThrown() != null) {
      line.getThrown().printStackTrace(new PrintWriter(text));
    }
    lines.add(text.toString());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
    root.setLevel(before);
  }
}
