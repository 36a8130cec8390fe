package dev.marketdata.kalshi.base;

import java.net.URI;
import java.util.regex.Pattern;

/** Rules for servers on this machine. */
public final class Loopback {

  // Only literal addresses: another name may resolve to any machine.
  private static final Pattern HOST = Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}");

  private Loopback() {}

  /** Returns true if the URL's host is {@code localhost} or a literal loopback address. */
  public static boolean isHostOf(URI url) {
    return url.getHost() != null && HOST.matcher(url.getHost()).matches();
  }

  /**
   * Checks that what is sent to the URL never leaves this machine in clear text.
   *
   * @throws IllegalArgumentException unless the scheme is {@code https}, or {@code http} and the
   *     host is loopback
   */
  public static void requireHttpsElsewhere(URI url) {
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isHostOf(url))) {
      throw new IllegalArgumentException(
          "https is required (http only to a loopback address such as 127.0.0.1)");
    }
  }
}
