package dev.marketdata.kalshi.base;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a path as people write it in a flag. */
public final class UserPath {

  private static final Pattern SCHEME =
      Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?<rest>.*)", Pattern.DOTALL);

  private static final Pattern HOME_OF_A_USER = Pattern.compile("~[^/].*", Pattern.DOTALL);

  private UserPath() {}

  /**
   * Returns a path with the home folder in place of a leading {@code ~/}, which a shell leaves as
   * it is after an equals sign.
   */
  public static String expanded(String path) {
    String home = System.getProperty("user.home", "");
    return !home.isEmpty() && (path.equals("~") || path.startsWith("~/"))
        ? home + path.substring(1)
        : path;
  }

  /**
   * Returns what to do about a text that is meant to be a local path or a {@code gs://} location
   * and looks like a URL of another kind, or like the home folder of a named user.
   *
   * @return a clause such as {@code ; did you mean gs://bucket?}; null if the text looks like
   *     neither
   */
  public static @Nullable String mistake(String text) {
    if (HOME_OF_A_USER.matcher(text).matches()) {
      return "; only ~/ is known, the home folder; a local name with a tilde is written ./" + text;
    }
    Matcher url = SCHEME.matcher(text);
    if (text.startsWith("gs://") || !url.matches()) {
      return null;
    }
    String rest = url.group("rest");
    return switch (url.group("scheme").toLowerCase(Locale.ROOT)) {
      case "gs" -> "; did you mean gs://" + rest.replaceFirst("^/+", "") + "?";
      case "file" -> "; did you mean " + rest.replaceFirst("^//+", "/") + "?";
      default -> rest.startsWith("//") ? "" : "; a local name with a colon is written ./" + text;
    };
  }
}
