package dev.marketdata.kalshi.auth;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Reads secrets from Google's Secret Manager, as whoever this machine runs as. Each is read once a
 * JVM, for the quota on reading is small and all threads of a worker ask for the same ones.
 */
final class SecretManager {

  /** The name of a version of a secret, as Google writes it. */
  static final Pattern VERSION =
      Pattern.compile(
          "projects/[a-z0-9][a-z0-9.:-]*/secrets/[A-Za-z0-9_-]{1,255}"
              + "/versions/(latest|[1-9][0-9]{0,9})");

  /** Opens a client; the tests bring one of their own. */
  interface Opener {
    SecretManagerServiceClient open() throws IOException;
  }

  // Tests put their own in its place; nothing else does.
  private static volatile SecretManager shared =
      new SecretManager(SecretManagerServiceClient::create);

  private final Opener opener;
  private final Map<String, String> known = new HashMap<>();

  SecretManager(Opener opener) {
    this.opener = opener;
  }

  static SecretManager shared() {
    return shared;
  }

  static void share(SecretManager other) {
    shared = other;
  }

  /**
   * Reads a version of a secret, named as {@link #VERSION} has it.
   *
   * @throws InvalidCredentialException if it cannot be had; the message says what is to be done
   */
  synchronized String read(String version) throws InvalidCredentialException {
    String value = known.get(version);
    if (value == null) {
      value = text(version, fetch(version));
      known.put(version, value);
    }
    return value;
  }

  private SecretPayload fetch(String version) throws InvalidCredentialException {
    try (SecretManagerServiceClient client = opener.open()) {
      // The client tries again for a minute where that may help.
      return client
          .accessSecretVersion(AccessSecretVersionRequest.newBuilder().setName(version).build())
          .getPayload();
    } catch (ApiException e) {
      throw new InvalidCredentialException(
          why(version, e.getStatusCode().getCode()) + permission(version));
    } catch (IOException e) {
      throw new InvalidCredentialException(
          "there is no Google account to read "
              + version
              + " with; on a laptop, gcloud auth application-default login gives one"
              + permission(version));
    }
  }

  private static String why(String version, StatusCode.Code code) {
    return switch (code) {
      case NOT_FOUND -> version + " does not exist";
      case FAILED_PRECONDITION ->
          version + " is disabled or destroyed: enable it, or name another version";
      case PERMISSION_DENIED, UNAUTHENTICATED -> version + " may not be read, or does not exist";
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED ->
          version + " could not be read: Secret Manager kept answering " + code;
      default -> version + " cannot be read: Secret Manager answered " + code;
    };
  }

  private static String permission(String version) {
    return " (reading it takes roles/secretmanager.secretAccessor on "
        + version.substring(0, version.indexOf("/versions/"))
        + ", granted to the account that the run, or its worker, runs as)";
  }

  private static String text(String version, SecretPayload payload)
      throws InvalidCredentialException {
    ByteString data = payload.getData();
    if (payload.hasDataCrc32C()) {
      CRC32C crc32c = new CRC32C();
      crc32c.update(data.asReadOnlyByteBuffer());
      if (crc32c.getValue() != payload.getDataCrc32C()) {
        throw new InvalidCredentialException(
            version + " arrived damaged: its CRC32C is not the one that Secret Manager sent");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(data.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidCredentialException(version + " is not a text");
    }
  }
}
