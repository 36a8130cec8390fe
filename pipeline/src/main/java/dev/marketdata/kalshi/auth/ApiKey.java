package dev.marketdata.kalshi.auth;

import java.security.PrivateKey;

/** A key id with its private key. Immutable. {@link #toString()} shows neither. */
public final class ApiKey {

  private final String id;
  private final PrivateKey privateKey;

  ApiKey(String id, PrivateKey privateKey) {
    this.id = id;
    this.privateKey = privateKey;
  }

  /**
   * Reads the key id and the private key.
   *
   * @throws InvalidCredentialException if either cannot be read or used; the message names its
   *     place, never its content
   */
  public static ApiKey read(CredentialSources sources) throws InvalidCredentialException {
    String id = sources.keyId().read();
    if (!id.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidCredentialException(
          "the key id at " + sources.keyId() + " is not one word of plain ASCII");
    }
    String pem = sources.privateKey().read();
    try {
      return new ApiKey(id, PrivateKeyPem.parse(pem));
    } catch (InvalidCredentialException e) {
      throw new InvalidCredentialException(
          "the private key at " + sources.privateKey() + " cannot be used: " + e.getMessage());
    }
  }

  String id() {
    return id;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  @Override
  public String toString() {
    return "ApiKey";
  }
}
