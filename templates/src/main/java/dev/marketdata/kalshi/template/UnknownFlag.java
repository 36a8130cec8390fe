package dev.marketdata.kalshi.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a user's words what Beam says of flags that it cannot read. */
final class UnknownFlag {

  private static final Pattern MISSING = Pattern.compile("missing a property named '([^']*)'");
  private static final Pattern BARE =
      Pattern.compile("Argument '(.*)' does not begin with", Pattern.DOTALL);
  private static final String TWICE = "expected one element but was";
  private static final Pattern MEANT = Pattern.compile("Did you mean '([^']*)'");

  private UnknownFlag() {}

  /** Values are never quoted: one may be a secret, given in the wrong place. */
  static String explain(IllegalArgumentException e, String... args) {
    String message = String.valueOf(e.getMessage());
    Matcher bare = BARE.matcher(message);
    if (bare.find()) {
      return bare(bare.group(1), List.of(args)) + " is no flag; flags are written --flag=value";
    }
    if (message.contains(TWICE)) {
      return twice(List.of(args)) + " is given more than once";
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

  private static String bare(String argument, List<String> args) {
    int before = args.indexOf(argument) - 1;
    return before >= 0 && args.get(before).startsWith("--")
        ? "what follows " + name(args.get(before))
        : "argument " + (before + 2);
  }

  private static String twice(List<String> args) {
    Set<String> seen = new HashSet<>();
    return args.stream()
        .map(UnknownFlag::name)
        .filter(name -> !seen.add(name))
        .findFirst()
        .orElse("a flag");
  }

  private static String name(String arg) {
    return arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg;
  }
}
