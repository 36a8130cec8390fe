package dev.marketdata.kalshi.tickers;

/** Foreign text made fit for a message: one line, short, no control characters. */
public final class Excerpt {

  private static final int LONGEST = 200;

  private Excerpt() {}

  /** Returns at most 200 characters of the text, with control characters shown as blanks. */
  public static String of(String text) {
    String head = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return head.replaceAll("[\\p{Cntrl}\\p{Cn}\\p{Cs}]+", " ").strip();
  }
}
