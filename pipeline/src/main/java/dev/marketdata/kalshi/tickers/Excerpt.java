package dev.marketdata.kalshi.tickers;

import java.util.regex.Pattern;

/** Foreign text made fit for a message: one line, short, no control characters. */
public final class Excerpt {

  private static final int LONGEST = 200;

  /** Control and format characters of all Unicode, half characters, and its two line breaks. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private Excerpt() {}

  /** Returns at most 200 characters of the text, with control characters shown as blanks. */
  public static String of(String text) {
    String head = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return UNPRINTABLE.matcher(head).replaceAll(" ").strip();
  }
}
