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
   * Reads the URL of a server. What is sent there never leaves this machine in clear text.
   *
   * @throws IllegalArgumentException unless it has a host, no user, and is {@code https}, or {@code
   *     http} to a loopback address; the message has the rule that is broken
   */
  public static URI serverUrl(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
    if (url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException("an https URL with a host and no user is needed");
    }
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isHostOf(url))) {
      throw new IllegalArgumentException(
          "https is required (http only to a loopback address such as 127.0.0.1)");
    }
    return url;
  }
}
