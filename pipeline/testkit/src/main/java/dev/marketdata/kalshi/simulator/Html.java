package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;

/** HTML responses, as sent by proxies before the exchange. */
final class Html {
  private Html() {}

  static byte[] page(String title) {
    String page =
        "<html>\r\n<head><title>"
            + title
            + "</title></head>\r\n<body><center><h1>"
            + title
            + "</h1></center></body>\r\n</html>\r\n";
    return page.getBytes(StandardCharsets.UTF_8);
  }
}
