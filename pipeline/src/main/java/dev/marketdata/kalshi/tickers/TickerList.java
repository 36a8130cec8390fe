package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one or several ticker files, read and counted: UTF-8, one selector a line, {@code #}
 * begins a comment, blank lines and a byte order mark are passed over, a repeated selector counts
 * once. Not safe for use by several threads.
 */
final class TickerList {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  // What a decoder puts in place of bytes that are no UTF-8.
  private static final char UNDECODABLE = '\uFFFD';

  private record Asked(TickerKind kind, Ticker ticker) {}

  private final List<TickerSelector> selectors = new ArrayList<>();
  private final List<InvalidLine> invalid = new ArrayList<>();
  private final Map<TickerKind, Long> counts = new EnumMap<>(TickerKind.class);
  private final Set<Asked> seen = new HashSet<>();
  private long duplicates;

  /** Adds all lines of a file; what is no selector is kept as an {@link InvalidLine}. */
  void read(String file, String text) {
    int number = 0;
    for (String line : (Iterable<String>) withoutMark(text).lines()::iterator) {
      number++;
      add(line, new SourceLine(file, number));
    }
  }

  private void add(String line, SourceLine source) {
    int comment = line.indexOf('#');
    String text = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (text.isEmpty()) {
      return;
    }
    TickerSelector selector;
    try {
      selector = TickerSelector.parse(text, source);
    } catch (IllegalArgumentException e) {
      invalid.add(new InvalidLine(Excerpt.of(text), source, String.valueOf(e.getMessage())));
      return;
    }
    if (seen.add(new Asked(selector.kind(), selector.ticker()))) {
      selectors.add(selector);
      counts.merge(selector.kind(), 1L, Long::sum);
    } else {
      duplicates++;
    }
  }

  List<TickerSelector> selectors() {
    return selectors;
  }

  List<InvalidLine> invalid() {
    return invalid;
  }

  TickerCensus census(String file, @Nullable String generation) {
    String firstInvalid = invalid.isEmpty() ? null : whatIsWrong(invalid.get(0));
    return new TickerCensus(
        file,
        generation,
        counts.getOrDefault(TickerKind.MARKET, 0L),
        counts.getOrDefault(TickerKind.EVENT, 0L),
        counts.getOrDefault(TickerKind.SERIES, 0L),
        counts.getOrDefault(TickerKind.UNSAID, 0L),
        duplicates,
        invalid.size(),
        firstInvalid,
        selectors.isEmpty() ? problem(file, firstInvalid) : null);
  }

  private static String problem(String file, @Nullable String firstInvalid) {
    return "the ticker file "
        + file
        + " names no ticker"
        + (firstInvalid == null ? "" : "; " + firstInvalid);
  }

  private static String whatIsWrong(InvalidLine line) {
    return String.format(
        Locale.ROOT,
        "line %d of %s: %s%s",
        line.source().number(),
        line.source().file(),
        line.why(),
        line.text().indexOf(UNDECODABLE) < 0 ? "" : "; the file has to be UTF-8");
  }

  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
