package dev.marketdata.kalshi.auth;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.gcs.GoogleAccount;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Reads secrets from Google's Secret Manager, with the account that this machine runs as. Each is
 * read once per JVM, because the read quota is small and all threads of a worker use the same
 * secrets.
 */
final class SecretManager {

  /** The name of a version of a secret, in Google's form. */
  static final Pattern VERSION =
      Pattern.compile(
          "projects/[a-z0-9][a-z0-9.:-]*/secrets/[A-Za-z0-9_-]{1,255}"
              + "/versions/(latest|[1-9][0-9]{0,9})");

  /** Opens a client; replaced by tests. */
  interface Opener {
    SecretManagerServiceClient open() throws IOException;
  }

  // Replaced by tests only.
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
   * Reads a version of a secret, whose name matches {@link #VERSION}.
   *
   * @throws InvalidCredentialException if it cannot be read; the message says what to do
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
      // The client itself retries for a minute where that may help.
      return client
          .accessSecretVersion(AccessSecretVersionRequest.newBuilder().setName(version).build())
          .getPayload();
    } catch (ApiException e) {
      String account = GoogleAccount.problem(e);
      throw new InvalidCredentialException(
          account == null
              ? reason(version, e.getStatusCode().getCode()) + permission(version)
              : unread(version, account));
    } catch (IOException e) {
      String account = GoogleAccount.problem(e);
      throw new InvalidCredentialException(
          unread(version, account == null ? Excerpt.of(e) : account));
    }
  }

  private static String unread(String version, String reason) {
    return version + " cannot be read: " + reason;
  }

  private static String reason(String version, StatusCode.Code code) {
    return switch (code) {
      case NOT_FOUND -> version + " does not exist";
      case FAILED_PRECONDITION ->
          version + " is disabled or destroyed: enable it, or name another version";
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          version + " is not readable by this account, or does not exist";
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED ->
          version + " could not be read: Secret Manager kept returning " + code;
      default -> version + " cannot be read: Secret Manager returned " + code;
    };
  }

  private static String permission(String version) {
    return " (requires roles/secretmanager.secretAccessor on "
        + version.substring(0, version.indexOf("/versions/"))
        + ", for the account that the run, or its worker, runs as)";
  }

  private static String text(String version, SecretPayload payload)
      throws InvalidCredentialException {
    ByteString data = payload.getData();
    if (payload.hasDataCrc32C()) {
      CRC32C crc32c = new CRC32C();
      crc32c.update(data.asReadOnlyByteBuffer());
      if (crc32c.getValue() != payload.getDataCrc32C()) {
        throw new InvalidCredentialException(
            version
                + " was damaged on the way: its CRC32C is not the one that Secret Manager sent");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(data.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidCredentialException(version + " is not UTF-8 text");
    }
  }
}
