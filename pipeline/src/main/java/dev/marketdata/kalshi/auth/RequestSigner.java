package dev.marketdata.kalshi.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
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
 * Signs requests as Kalshi requires: milliseconds, method and path in one string, by RSASSA-PSS
 * (SHA-256, salt as long as the digest) or Ed25519, depending on the key. Source: Kalshi, "API
 * keys" and "Quick start: authenticated requests". Safe for use by several threads.
 */
public final class RequestSigner {

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private static final String KEY_ID = "KALSHI-ACCESS-KEY";
  private static final String SIGNATURE = "KALSHI-ACCESS-SIGNATURE";

  // Long enough that no text holds it by chance, and short enough to be left where an excerpt ends.
  private static final int PIECE = 12;

  private final ApiKey key;

  /** Creates a signer that uses the key for every request. */
  public RequestSigner(ApiKey key) {
    this.key = key;
  }

  /**
   * Returns the three headers that authenticate a request.
   *
   * @param stamp when the request is sent; Kalshi accepts it for a few seconds only
   * @param method such as {@code GET}
   * @param path from {@code /trade-api/} on, without the query
   * @throws IllegalStateException if the key cannot sign, because it is too short
   */
  public Map<String, String> headers(Instant stamp, String method, String path) {
    String millis = String.valueOf(stamp.toEpochMilli());
    return Map.of(
        KEY_ID,
        key.id(),
        "KALSHI-ACCESS-TIMESTAMP",
        millis,
        SIGNATURE,
        sign(millis + method + path));
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
                IntStream.rangeClosed(0, secret.length() - PIECE)
                    .anyMatch(from -> text.contains(secret.substring(from, from + PIECE))));
  }

  private String sign(String text) {
    try {
      Signature signature;
      if (key.privateKey() instanceof RSAPrivateKey) {
        signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(PSS);
      } else {
        signature = Signature.getInstance("Ed25519");
      }
      signature.initSign(key.privateKey());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      // Both algorithms are part of every Java 17; a key too short for PSS is the one way here.
      throw new IllegalStateException("the private key cannot sign", e);
    }
  }
}
