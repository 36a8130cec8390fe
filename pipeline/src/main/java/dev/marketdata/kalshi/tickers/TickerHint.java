package dev.marketdata.kalshi.tickers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ticker that was probably meant. Kalshi's site shows tickers in links only, and in lower
 * case.
 */
public final class TickerHint {

  // Its path and its fragment.
  private static final Pattern LINK =
      Pattern.compile(
          "kalshi\\.com?/([^\\s?#]*)(?:\\?[^\\s#]*)?(?:#(\\S*))?", Pattern.CASE_INSENSITIVE);

  // In /markets/SERIES/TITLE/EVENT and /events/EVENT, and in the paths of Kalshi's API.
  private static final Pattern NAMED_NEXT = Pattern.compile("markets|events|series");

  private TickerHint() {}

  /**
   * Returns the ticker in a text that contains a link to Kalshi.
   *
   * @return null if there is no link, or none with a ticker
   */
  public static @Nullable String inLink(String text) {
    Matcher link = LINK.matcher(text);
    if (!link.find()) {
      return null;
    }
    String fragment = link.group(2);
    return fragment != null && Ticker.isTicker(fragment)
        ? fragment.toUpperCase(Locale.ROOT)
        : inPath(link.group(1));
  }

  private static @Nullable String inPath(String path) {
    List<String> names =
        Arrays.stream(path.split("/", -1))
            .filter(name -> !name.isEmpty())
            .dropWhile(name -> !NAMED_NEXT.matcher(name).matches())
            .skip(1)
            .toList();
    String name = names.isEmpty() ? "" : names.get(names.size() > 2 ? 2 : 0);
    return Ticker.isTicker(name) ? name.toUpperCase(Locale.ROOT) : null;
  }

  /**
   * Returns a clause about a name that Kalshi does not have; empty if it contains no lower-case
   * letter. No ticker with one has been seen.
   */
  public static String ifLowerCase(Ticker unknown) {
    String upper = unknown.value().toUpperCase(Locale.ROOT);
    return upper.equals(unknown.value())
        ? ""
        : "; did you mean " + upper + "? Tickers are upper case";
  }
}
