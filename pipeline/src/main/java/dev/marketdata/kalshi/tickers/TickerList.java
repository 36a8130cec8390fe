package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.base.UserText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one or several ticker files, read and counted: one selector per line. Comments start
 * with {@code #}; blank lines, and blanks of every kind around a selector, are ignored; duplicates
 * count once. Not safe for use by several threads.
 */
final class TickerList {

  // A decoder replaces bytes that are not UTF-8 by this character.
  private static final char UNDECODABLE = '\uFFFD';

  private static final int MAX_SHOWN = 5;

  private final List<TickerSelector> selectors = new ArrayList<>();
  private final List<InvalidLine> invalid = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long duplicates;
  private boolean leftOver;

  /** Adds all lines of a file; those that are not selectors as {@link InvalidLine}s. */
  void read(String file, String text) {
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      leftOver |= line.startsWith(TickerFiles.LEFT_OVER);
      String selector = UserText.strip(line.split("#", 2)[0]);
      if (!selector.isEmpty()) {
        add(selector, line, new SourceLine(file, number));
      }
    }
  }

  private void add(String text, String line, SourceLine source) {
    try {
      TickerSelector selector = TickerSelector.parse(text, source);
      if (seen.add(selector.text())) {
        selectors.add(selector);
      } else {
        duplicates++;
      }
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      invalid.add(new InvalidLine(Excerpt.of(text), source, problem(text, line, reason)));
    }
  }

  private static String problem(String text, String line, String reason) {
    // The whole line, because the part of a link after # may be its ticker.
    String inLink = TickerHint.inLink(line);
    if (inLink != null) {
      return "Not a ticker: \"" + Excerpt.of(text) + "\" (a link; did you mean " + inLink + "?)";
    }
    String odd = UserText.oddCharacter(text, line.indexOf(text));
    return odd == null || text.indexOf(UNDECODABLE) >= 0 ? reason : reason + "; " + odd;
  }

  List<TickerSelector> selectors() {
    return selectors;
  }

  List<InvalidLine> invalid() {
    return invalid;
  }

  TickerCounts counts(String file, @Nullable String generation) {
    List<String> firstInvalid =
        invalid.stream().limit(MAX_SHOWN).map(TickerList::describe).toList();
    String why = leftOver ? ": that run left nothing to try again" : "";
    String problem =
        file + " has no ticker" + (firstInvalid.isEmpty() ? why : "; " + firstInvalid.get(0));
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
