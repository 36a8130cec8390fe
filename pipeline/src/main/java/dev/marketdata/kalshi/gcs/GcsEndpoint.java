package dev.marketdata.kalshi.gcs;

import dev.marketdata.kalshi.base.Loopback;
import java.io.Serializable;
import java.net.URI;

/**
 * Where the JSON API of Cloud Storage is served.
 *
 * @param root {@code https} and a host, or {@code http} and a loopback address with its port
 */
public record GcsEndpoint(String root) implements Serializable {

  /** Google's own endpoint. */
  public static final GcsEndpoint GOOGLE = new GcsEndpoint("https://storage.googleapis.com");

  /**
   * Parses the value of Beam's {@code --gcsEndpoint}, such as {@code
   * http://127.0.0.1:8080/storage/v1/}.
   *
   * @throws IllegalArgumentException if it is not of this form; the message is the rule
   */
  public static GcsEndpoint of(String url) {
    URI uri = Loopback.serverUrl(url);
    if (!uri.getPath().matches("/storage/v1/?")) {
      throw new IllegalArgumentException("must be a URL such as http://127.0.0.1:8080/storage/v1/");
    }
    return new GcsEndpoint(uri.getScheme() + "://" + uri.getRawAuthority());
  }

  /** Returns true if it is on this machine, where no credential is needed. */
  public boolean isLoopback() {
    return Loopback.isHostOf(URI.create(root));
  }

  @Override
  public String toString() {
    return root;
  }
}
