package dev.marketdata.kalshi.template;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Prints the program's own log lines, from INFO on, as a user sees them. */
final class OwnLogLines extends Handler implements AutoCloseable {

  // Loggers are collected unless somebody holds them.
  private final Logger own = Logger.getLogger("dev.marketdata.kalshi");
  private final Level before = own.getLevel();
  private final PrintStream screen;

  private OwnLogLines(PrintStream screen) {
    this.screen = screen;
  }

  /** Prints them until it is closed. */
  static OwnLogLines to(PrintStream screen) {
    OwnLogLines lines = new OwnLogLines(screen);
    lines.own.setLevel(Level.INFO);
    lines.own.addHandler(lines);
    return lines;
  }

  @Override
  public void publish(LogRecord line) {
    screen.println(new SimpleFormatter().formatMessage(line));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    own.removeHandler(this);
    own.setLevel(before);
  }
}
