package dev.marketdata.kalshi.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Signs requests as Kalshi requires: the string is milliseconds, method and path; the algorithm is
 * RSASSA-PSS (SHA-256, salt as long as the digest) or Ed25519, depending on the key. Source:
 * Kalshi, "API keys" and "Quick start: authenticated requests". Safe for use by several threads.
 */
public final class RequestSigner {

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private static final String KEY_ID = "KALSHI-ACCESS-KEY";
  private static final String SIGNATURE = "KALSHI-ACCESS-SIGNATURE";

  // Long enough not to be in a text by chance, short enough to be found in a text that was cut.
  private static final int MIN_MATCH = 12;

  private final String keyId;
  private final PrivateKey privateKey;

  RequestSigner(String keyId, PrivateKey privateKey) {
    this.keyId = keyId;
    this.privateKey = privateKey;
  }

  /**
   * Reads the key id and the private key.
   *
   * @throws InvalidCredentialException if either cannot be read or used; the message names its
   *     location, never its content
   */
  public static RequestSigner of(CredentialSources sources) throws InvalidCredentialException {
    String id = sources.keyId().read();
    if (!id.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidCredentialException(
          "the key id at " + sources.keyId() + " must be one word of ASCII characters");
    }
    String pem = sources.privateKey().read();
    try {
      PrivateKey key = PrivateKeyPem.parse(pem);
      RequestSigner signer = new RequestSigner(id, key);
      signer.checkThatItSigns();
      return signer;
    } catch (InvalidCredentialException e) {
      throw new InvalidCredentialException(
          "the private key at " + sources.privateKey() + " cannot be used: " + e.getMessage());
    }
  }

  private void checkThatItSigns() throws InvalidCredentialException {
    try {
      String unused = sign("");
    } catch (IllegalStateException | ProviderException e) {
      throw new InvalidCredentialException(
          privateKey instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() < 1024
              ? "it is too short to sign with, " + rsa.getModulus().bitLength() + " bits"
              : "it is damaged: it does not sign");
    }
  }

  /**
   * Returns the three headers that authenticate a request.
   *
   * @param stamp when the request is sent; Kalshi accepts it for a few seconds only
   * @param path from {@code /trade-api/} on, without the query
   * @throws IllegalStateException if the key cannot sign, because it is too short
   */
  public Map<String, String> headers(Instant stamp, String method, String path) {
    String millis = String.valueOf(stamp.toEpochMilli());
    String signature = sign(millis + method + path);
    return Map.of(KEY_ID, keyId, "KALSHI-ACCESS-TIMESTAMP", millis, SIGNATURE, signature);
  }

  /**
   * Returns true if a text contains 12 or more consecutive characters of the key id or the
   * signature.
   *
   * @param headers as returned by {@link #headers}; may be empty
   */
  public static boolean isRepeatedIn(String text, Map<String, String> headers) {
    return Stream.of(KEY_ID, SIGNATURE)
        .map(name -> headers.getOrDefault(name, ""))
        .anyMatch(
            secret ->
                IntStream.rangeClosed(0, secret.length() - MIN_MATCH)
                    .anyMatch(from -> text.contains(secret.substring(from, from + MIN_MATCH))));
  }

  private String sign(String text) {
    try {
      Signature signature;
      if (privateKey instanceof RSAPrivateKey) {
        signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(PSS);
      } else {
        signature = Signature.getInstance("Ed25519");
      }
      signature.initSign(privateKey);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      // Every Java 17 has both algorithms, so this is an RSA key that is too short for PSS.
      throw new IllegalStateException("the private key cannot sign", e);
    }
  }
}
