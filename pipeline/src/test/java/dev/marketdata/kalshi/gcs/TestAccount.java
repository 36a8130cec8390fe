package dev.marketdata.kalshi.gcs;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.UserCredentials;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The Google account of this JVM while open. Only clients that are opened meanwhile use it. */
public final class TestAccount implements AutoCloseable {

  private static final AtomicInteger ENDPOINTS = new AtomicInteger();

  private final GcsEndpoint endpoint =
      new GcsEndpoint("https://storage" + ENDPOINTS.incrementAndGet() + ".invalid");
  private final @Nullable TokenServer tokens;

  private TestAccount(GoogleAccount.Finder finder, @Nullable TokenServer tokens) {
    this.tokens = tokens;
    GoogleAccount.use(finder);
  }

  /** Returns that of a machine without one. */
  public static TestAccount missing() {
    return finding(
        () -> {
          throw new IOException("Your default credentials were not found. To set up ...");
        });
  }

  /** Returns one that is found in this way. */
  static TestAccount finding(GoogleAccount.Finder finder) {
    return new TestAccount(finder, null);
  }

  /** Returns the login of a person, which the token endpoint refuses with these words. */
  public static TestAccount refused(String description) throws IOException {
    TokenServer tokens = new TokenServer().refusing(400, "invalid_grant", description);
    return new TestAccount(() -> login(tokens), tokens);
  }

  /** Returns the login of a person. */
  public static UserCredentials login(TokenServer tokens) {
    return UserCredentials.newBuilder()
        .setClientId("id")
        .setClientSecret("secret")
        .setRefreshToken("refresh")
        .setTokenServerUri(tokens.uri())
        .build();
  }

  /** Returns an endpoint without a server, which no client has used. */
  public GcsEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    GoogleAccount.use(GoogleCredentials::getApplicationDefault);
    if (tokens != null) {
      tokens.close();
    }
  }
}
