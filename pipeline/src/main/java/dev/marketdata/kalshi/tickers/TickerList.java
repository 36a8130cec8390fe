package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one or several ticker files, read and counted: UTF-8, one selector per line.
 * Comments start with {@code #}; blank lines and a byte order mark are ignored; duplicates count
 * once. Not safe for use by several threads.
 */
final class TickerList {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  // A decoder replaces bytes that are not UTF-8 by this character.
  private static final char UNDECODABLE = '\uFFFD';

  private final List<TickerSelector> selectors = new ArrayList<>();
  private final List<InvalidLine> invalid = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long duplicates;

  /** Adds all lines of a file; those that are not selectors as {@link InvalidLine}s. */
  void read(String file, String text) {
    String unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    int number = 0;
    for (String line : (Iterable<String>) unmarked.lines()::iterator) {
      number++;
      String selector = line.split("#", 2)[0].strip();
      if (!selector.isEmpty()) {
        add(selector, new SourceLine(file, number));
      }
    }
  }

  private void add(String text, SourceLine source) {
    try {
      TickerSelector selector = TickerSelector.parse(text, source);
      if (seen.add(selector.text())) {
        selectors.add(selector);
      } else {
        duplicates++;
      }
    } catch (IllegalArgumentException e) {
      invalid.add(new InvalidLine(Excerpt.of(text), source, String.valueOf(e.getMessage())));
    }
  }

  List<TickerSelector> selectors() {
    return selectors;
  }

  List<InvalidLine> invalid() {
    return invalid;
  }

  TickerCounts counts(String file, @Nullable String generation) {
    String firstInvalid = invalid.isEmpty() ? null : describe(invalid.get(0));
    String problem = file + " has no ticker" + (firstInvalid == null ? "" : "; " + firstInvalid);
    return new TickerCounts(
        file,
        generation,
        count(TickerKind.MARKET),
        count(TickerKind.EVENT),
        count(TickerKind.SERIES),
        count(TickerKind.NOT_GIVEN),
        duplicates,
        invalid.size(),
        firstInvalid,
        selectors.isEmpty() ? problem : null);
  }

  private long count(TickerKind kind) {
    return selectors.stream().filter(selector -> selector.kind() == kind).count();
  }

  private static String describe(InvalidLine line) {
    return String.format(
        Locale.ROOT,
        "line %d of %s: %s%s",
        line.source().number(),
        line.source().file(),
        line.problem(),
        line.text().indexOf(UNDECODABLE) < 0 ? "" : "; the file must be UTF-8");
  }
}
