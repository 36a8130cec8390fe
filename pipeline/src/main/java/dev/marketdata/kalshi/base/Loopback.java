package dev.marketdata.kalshi.base;

import java.net.URI;
import java.util.regex.Pattern;

/** Rules for the URLs of servers, on this machine or elsewhere. */
public final class Loopback {

  // Only literal addresses: another name may resolve to any machine.
  private static final Pattern HOST = Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}");

  private static final int MAX_PORT = 65_535;

  private Loopback() {}

  /** Returns true if the URL's host is {@code localhost} or a literal loopback address. */
  public static boolean isHostOf(URI url) {
    return url.getHost() != null && HOST.matcher(url.getHost()).matches();
  }

  /**
   * Parses the URL of a server that nothing is sent to in clear text over a network.
   *
   * @throws IllegalArgumentException unless it has a host, no user, and is {@code https}, or {@code
   *     http} to a loopback address; the message is the rule that the text breaks
   */
  public static URI serverUrl(String text) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be a URL", e);
    }
    if (url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException("must be an https URL with a host and without a user");
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("must have a port from 1 to " + MAX_PORT);
    }
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && isHostOf(url))) {
      throw new IllegalArgumentException(
          "must be https (http only to a loopback address such as 127.0.0.1)");
    }
    return url;
  }
}
