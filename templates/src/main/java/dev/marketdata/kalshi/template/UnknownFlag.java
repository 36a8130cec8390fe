package dev.marketdata.kalshi.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a user's words what Beam says of flags that it cannot read. */
final class UnknownFlag {

  private static final Pattern MISSING = Pattern.compile("missing a property named '([^']*)'");
  private static final Pattern BARE = Pattern.compile("Argument '(.*)' does not begin with");
  private static final Pattern MEANT = Pattern.compile("Did you mean '([^']*)'");

  private UnknownFlag() {}

  static String explain(IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    Matcher bare = BARE.matcher(message);
    if (bare.find()) {
      return bare.group(1) + " is no flag; flags are written --flag=value";
    }
    Matcher missing = MISSING.matcher(message);
    if (!missing.find()) {
      return message.lines().findFirst().orElse(message);
    }
    Matcher meant = MEANT.matcher(message);
    return "--"
        + missing.group(1)
        + " is no flag of this program"
        + (meant.find() ? "; did you mean --" + meant.group(1) + "?" : "; --help lists them");
  }
}
