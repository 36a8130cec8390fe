package dev.marketdata.kalshi.gcs;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of this JVM, one an endpoint. They are never closed: they hold no threads, and
 * Dataflow calls no teardown.
 */
public final class GcsClients {

  private static final Map<GcsEndpoint, Storage> BY_ENDPOINT = new ConcurrentHashMap<>();

  static {
    // The JDK keeps five idle connections a host unless told otherwise, and would make the rest
    // anew
    // for every page of uploads. It asks for this once, so a value that is set holds.
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", "100");
    }
  }

  private GcsClients() {}

  /** Returns the client of an endpoint; it repeats by itself what may be repeated. */
  public static Storage of(GcsEndpoint endpoint) {
    return BY_ENDPOINT.computeIfAbsent(endpoint, GcsClients::open);
  }

  /** Returns what went wrong, for whoever deals with files. */
  public static IOException failure(StorageException e) {
    // Without an answer the message may be no more than the host's name.
    String what = e.getCode() == 0 ? "Cloud Storage gave no answer: " : "Cloud Storage: ";
    return new IOException(what + e.getMessage(), e);
  }

  private static Storage open(GcsEndpoint endpoint) {
    StorageOptions.Builder options = StorageOptions.http().setHost(endpoint.root());
    if (endpoint.isLoopback()) {
      // Both would otherwise be looked for on the network, for a minute.
      options.setCredentials(NoCredentials.getInstance()).setProjectId("loopback");
    }
    return options.build().getService();
  }
}
