package dev.marketdata.kalshi.gcs;

import dev.marketdata.kalshi.auth.FakeSecretManager;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageServer;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Google as a program in another process sees it: Cloud Storage, Secret Manager and the token
 * endpoint, at their real addresses behind a proxy, and the metadata server. Storage and secrets
 * require the token.
 */
public final class GoogleBehindProxy implements AutoCloseable {

  private final TokenServer tokens = new TokenServer();
  private final Server secrets;
  private final TlsProxy proxy;

  /**
   * Starts it.
   *
   * @param folder where the proxy's trust store is written
   */
  public GoogleBehindProxy(StorageServer storage, FakeSecretManager secretManager, Path folder)
      throws IOException {
    storage
        .faults()
        .always(
            request ->
                !request
                    .header("authorization")
                    .filter(TokenServer.authorization()::equals)
                    .isPresent(),
            StorageFault.status(401));
    secrets =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(secretManager.service())
            .intercept(new RequireToken())
            .build()
            .start();
    proxy =
        new TlsProxy(
            Map.of(
                "storage.googleapis.com", URI.create(storage.root()).getPort(),
                "secretmanager.googleapis.com", secrets.getPort(),
                "oauth2.googleapis.com", tokens.port()),
            folder);
  }

  /** Returns the token endpoint and the metadata server. */
  public TokenServer tokens() {
    return tokens;
  }

  /** Returns the JVM flags with which a program uses it. */
  public List<String> jvmFlags() {
    return proxy.jvmFlags();
  }

  /** Returns the other hosts that were asked for. */
  public List<String> otherHosts() {
    return proxy.otherHosts();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    tokens.close();
    secrets.shutdownNow();
  }

  private static final class RequireToken implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (TokenServer.authorization().equals(headers.get(AUTHORIZATION))) {
        return next.startCall(call, headers);
      }
      call.close(Status.UNAUTHENTICATED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
