package dev.marketdata.kalshi.base;

import java.util.ResourceBundle;

/** The version of this program, as the build sets it. */
public final class Version {

  private static final String VALUE =
      ResourceBundle.getBundle(Version.class.getPackageName() + ".version").getString("version");

  private Version() {}

  /** Returns the version, such as {@code 1.0.0}. */
  public static String value() {
    return VALUE;
  }

  /** Returns the value of the {@code User-Agent} header that this program sends. */
  public static String userAgent() {
    return "kalshi-market-data/" + VALUE;
  }
}
