package dev.marketdata.kalshi.gcs;

import java.io.Serializable;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the JSON API of Cloud Storage is served.
 *
 * @param root {@code https} and a host, or {@code http} and a loopback address with its port
 */
public record GcsEndpoint(String root) implements Serializable {

  /** Google's own. */
  public static final GcsEndpoint GOOGLE = new GcsEndpoint("https://storage.googleapis.com");

  private static final String API = "/storage/v1";
  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  /**
   * Reads the value of Beam's {@code --gcsEndpoint}.
   *
   * @param url such as {@code http://127.0.0.1:8080/storage/v1/}
   * @throws IllegalArgumentException with the rule that is broken
   */
  public static GcsEndpoint of(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
    String path = String.valueOf(uri.getPath());
    String host = uri.getHost();
    if (host == null
        || uri.getUserInfo() != null
        || !(path.equals(API) || path.equals(API + "/"))) {
      throw new IllegalArgumentException(
          "a URL such as http://127.0.0.1:8080/storage/v1/ is needed");
    }
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(host))) {
      throw new IllegalArgumentException(
          "https is required (http only to a loopback address such as 127.0.0.1)");
    }
    return new GcsEndpoint(scheme + "://" + uri.getRawAuthority());
  }

  /** Tells whether it is served on this machine, where nobody asks for a credential. */
  public boolean isLoopback() {
    return isLoopback(URI.create(root).getHost());
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.contains(host) || LOOPBACK_V4.matcher(host).matches();
  }

  @Override
  public String toString() {
    return root;
  }
}
