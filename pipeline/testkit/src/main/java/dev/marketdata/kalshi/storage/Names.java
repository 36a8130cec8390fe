package dev.marketdata.kalshi.storage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Object names in URLs and globs. */
final class Names {

  private static final Pattern GLOB_PART = Pattern.compile("\\*\\*|[*?{},]|\\[[^]]+]|[^*?{},\\[]+");

  private Names() {}

  static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Converts a glob to a regular expression. Source: Google, "Objects: list", matchGlob. */
  static Pattern glob(String glob) {
    return Pattern.compile(
        GLOB_PART
            .matcher(glob)
            .replaceAll(
                part ->
                    Matcher.quoteReplacement(
                        switch (part.group()) {
                          case "**" -> ".*";
                          case "*" -> "[^/]*";
                          case "?" -> "[^/]";
                          case "{" -> "(";
                          case "," -> "|";
                          case "}" -> ")";
                          default ->
                              part.group().startsWith("[")
                                  ? part.group()
                                  : Pattern.quote(part.group());
                        })));
  }
}
