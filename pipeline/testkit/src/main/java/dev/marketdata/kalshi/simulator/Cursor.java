package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of a page: the rank and the position of its last item. Encoded for clients. */
record Cursor(long rank, int position) {
  private static final Pattern FORM = Pattern.compile("k1:(-?[0-9]{1,18}):([0-9]{1,9})");

  String encoded() {
    return encoded(rank + ":" + position);
  }

  private static String encoded(String form) {
    byte[] plain = ("k1:" + form).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /** Returns another text that leads to the same page. */
  static String alias(String text) {
    return decode(text).map(cursor -> encoded(cursor.rank + ":0" + cursor.position)).orElse("none");
  }

  /** Returns empty for an invalid cursor; the exchange then sends the first page. */
  static Optional<Cursor> decode(String text) {
    byte[] plain;
    try {
      plain = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(new String(plain, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Cursor(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))));
  }
}
