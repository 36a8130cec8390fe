package dev.marketdata.kalshi.client;

import java.util.regex.Pattern;

/** Any bytes give one short line that is safe for a terminal. */
public final class ErrorBodyFuzz {

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
  private static final int LONGEST = 1_100;

  private ErrorBodyFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    for (String words : new String[] {error.code(), error.text()}) {
      if (words.length() > LONGEST || UNPRINTABLE.matcher(words).find()) {
        throw new AssertionError("not one short line");
      }
    }
  }
}
