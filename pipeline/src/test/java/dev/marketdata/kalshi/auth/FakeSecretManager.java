package dev.marketdata.kalshi.auth;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.auth.Credentials;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretManagerServiceGrpc;
import com.google.cloud.secretmanager.v1.SecretManagerServiceSettings;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;

/**
 * A fake Secret Manager over in-process gRPC. While it is open, every {@link SecretSource} with a
 * secret reads from it, with Google's client.
 */
public final class FakeSecretManager implements AutoCloseable {

  /** The max number of attempts of a read. */
  static final int ATTEMPTS = 3;

  private final Map<String, SecretPayload> payloads = new ConcurrentHashMap<>();
  private final Map<String, Status> refusals = new ConcurrentHashMap<>();
  private final List<String> accesses = new CopyOnWriteArrayList<>();
  private final SecretManager before = SecretManager.shared();
  private final Server server;
  private final ManagedChannel channel;
  private CredentialsProvider credentials = NoCredentialsProvider.create();

  private FakeSecretManager() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(new Service()).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    SecretManager.share(new SecretManager(() -> client(channel, credentials)));
  }

  /** Starts it empty. */
  public static FakeSecretManager start() throws IOException {
    return new FakeSecretManager();
  }

  /** Adds a version of a secret, with its checksum. */
  public FakeSecretManager holding(String version, String secret) {
    return holding(version, ByteString.copyFromUtf8(secret));
  }

  /** Returns the service, for a server that other processes can reach. */
  public BindableService service() {
    return new Service();
  }

  FakeSecretManager holding(String version, ByteString secret) {
    CRC32C crc32c = new CRC32C();
    crc32c.update(secret.asReadOnlyByteBuffer());
    return answering(
        version,
        SecretPayload.newBuilder().setData(secret).setDataCrc32C(crc32c.getValue()).build());
  }

  FakeSecretManager answering(String version, SecretPayload payload) {
    payloads.put(version, payload);
    return this;
  }

  FakeSecretManager refusing(String version, Status status) {
    refusals.put(version, status);
    return this;
  }

  /** Returns the requested versions, in order. */
  public List<String> accesses() {
    return List.copyOf(accesses);
  }

  /** Lets the client have these credentials; by default it has none. */
  FakeSecretManager as(Credentials account) {
    credentials = FixedCredentialsProvider.create(account);
    return this;
  }

  private static SecretManagerServiceClient client(
      ManagedChannel channel, CredentialsProvider credentials) throws IOException {
    SecretManagerServiceSettings.Builder settings =
        SecretManagerServiceSettings.newBuilder()
            .setTransportChannelProvider(
                FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
            .setCredentialsProvider(credentials);
    // Google's own client is patient for a minute; this one counts, so that a busy machine answers
    // the same.
    settings
        .accessSecretVersionSettings()
        .setRetrySettings(
            settings.accessSecretVersionSettings().getRetrySettings().toBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(1))
                .setMaxRetryDelayDuration(Duration.ofMillis(1))
                .setMaxAttempts(ATTEMPTS)
                .build());
    return SecretManagerServiceClient.create(settings.build());
  }

  @Override
  public void close() {
    SecretManager.share(before);
    channel.shutdownNow();
    server.shutdownNow();
  }

  private final class Service extends SecretManagerServiceGrpc.SecretManagerServiceImplBase {

    @Override
    public void accessSecretVersion(
        AccessSecretVersionRequest request, StreamObserver<AccessSecretVersionResponse> answer) {
      String version = request.getName();
      accesses.add(version);
      Status refusal = refusals.get(version);
      SecretPayload payload = payloads.get(version);
      if (refusal != null || payload == null) {
        answer.onError((refusal == null ? Status.NOT_FOUND : refusal).asRuntimeException());
        return;
      }
      answer.onNext(
          AccessSecretVersionResponse.newBuilder().setName(version).setPayload(payload).build());
      answer.onCompleted();
    }
  }
}
