package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.base.Loopback;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The root URL of Kalshi's API, such as {@code https://external-api.kalshi.com/trade-api/v2}.
 *
 * @param url {@code https}, or {@code http} to a loopback address, so that a signature never
 *     travels in clear; no query, no user, no trailing slash
 */
public record ApiRoot(String url) implements Serializable {

  /** Removes a trailing slash; the message of an exception is the rule that is broken. */
  public ApiRoot {
    URI uri = Loopback.serverUrl(url);
    if (uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("must be a URL without ? and #");
    }
    url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /**
   * Returns true if both are roots of one exchange. Kalshi's own are all hosts of kalshi.com, its
   * demo environment all hosts of kalshi.co; any other server is one of its own. Source: Kalshi,
   * "API environments".
   */
  public boolean isOfSameExchangeAs(ApiRoot other) {
    return exchange().equals(other.exchange());
  }

  private String exchange() {
    URI uri = URI.create(url);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return List.of("kalshi.com", "kalshi.co").stream()
        .filter(domain -> host.endsWith("." + domain))
        .findFirst()
        .orElse(host + ":" + uri.getPort());
  }

  /** Returns true if the API is on this machine. */
  public boolean isLoopback() {
    return Loopback.isHostOf(URI.create(url));
  }

  URI resolve(RequestTarget target) {
    return URI.create(url + target.pathAndQuery());
  }

  /**
   * Returns the path that a signature covers: from {@code /trade-api/} on, without the query.
   * Source: Kalshi, "Quick start: authenticated requests".
   */
  String signedPath(RequestTarget target) {
    String path = URI.create(url + target.path()).getRawPath();
    int start = path.indexOf("/trade-api/");
    return start < 0 ? path : path.substring(start);
  }

  @Override
  public String toString() {
    return url;
  }
}
