package dev.marketdata.kalshi.storage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of objects in URLs. */
final class Names {
  private Names() {}

  static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
