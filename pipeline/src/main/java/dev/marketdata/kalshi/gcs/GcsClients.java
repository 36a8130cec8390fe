package dev.marketdata.kalshi.gcs;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import dev.marketdata.kalshi.base.TlsFailure;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Cloud Storage clients of this JVM, two per endpoint. They are never closed, because they hold
 * no threads and Dataflow does not promise to call a teardown. Safe for use by several threads.
 */
public final class GcsClients {

  private static final Map<GcsEndpoint, Storage> BY_ENDPOINT = new ConcurrentHashMap<>();
  private static final Map<GcsEndpoint, Storage> SINGLE = new ConcurrentHashMap<>();

  static {
    // The JDK keeps only five idle connections per host by default, so most uploads of a page
    // would open a new one. It reads this property once, when it first keeps a connection: set it
    // with -D if something else in the JVM uses HttpURLConnection before this class. A transport
    // with a pool of its own would be worse: the client library retries only the JDK's failures.
    if (System.getProperty("http.maxConnections") == null) {
      System.setProperty("http.maxConnections", "100");
    }
  }

  private GcsClients() {}

  /** Returns the client of an endpoint. It retries every call that is safe to retry. */
  public static Storage of(GcsEndpoint endpoint) {
    return of(endpoint, StorageOptions.getDefaultRetrySettings());
  }

  /** The first user of an endpoint decides how its client retries. */
  static Storage of(GcsEndpoint endpoint, RetrySettings retries) {
    return BY_ENDPOINT.computeIfAbsent(endpoint, unopened -> open(unopened, retries));
  }

  /** Returns the client of an endpoint that makes a single attempt, for a caller that retries. */
  public static Storage singleAttempts(GcsEndpoint endpoint) {
    RetrySettings once =
        StorageOptions.getDefaultRetrySettings().toBuilder().setMaxAttempts(1).build();
    return SINGLE.computeIfAbsent(endpoint, unopened -> open(unopened, once));
  }

  /**
   * Returns a failure as an {@link IOException} whose message names Cloud Storage, or says what is
   * wrong with the Google account.
   */
  public static IOException failure(RuntimeException e) {
    String account = GoogleAccount.problem(e);
    if (account != null) {
      return new IOException(account, e);
    }
    // Without a response the message may be only the host's name.
    boolean silent = e instanceof StorageException refusal && refusal.getCode() == 0;
    String prefix = silent ? "no response from Cloud Storage: " : "Cloud Storage: ";
    String tls = TlsFailure.reason(e);
    return new IOException(prefix + (tls == null ? e.getMessage() + withoutNetwork(e) : tls), e);
  }

  private static String withoutNetwork(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return ": the host is unknown, or there is no network";
      }
    }
    return "";
  }

  private static Storage open(GcsEndpoint endpoint, RetrySettings retries) {
    StorageOptions.Builder options =
        StorageOptions.http().setHost(endpoint.root()).setRetrySettings(retries);
    // Objects belong to buckets; the library would otherwise look for a project on the network.
    options.setProjectId("none");
    options.setCredentials(
        endpoint.isLoopback() ? NoCredentials.getInstance() : GoogleAccount.credentials());
    return options.build().getService();
  }
}
