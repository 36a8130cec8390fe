package dev.marketdata.kalshi.kalshi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Signs requests as Kalshi asks: milliseconds, method and path in one string, by RSASSA-PSS
 * (SHA-256, salt as long as the digest) or Ed25519, whichever the key is. Source: Kalshi, "API
 * keys" and "Quick start: authenticated requests". Safe for use by several threads.
 */
final class RequestSigner {

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final ApiKey key;

  RequestSigner(ApiKey key) {
    this.key = key;
  }

  /** Returns the three headers that authenticate a request sent at the given time. */
  Map<String, String> headers(Instant stamp, String method, String path) {
    String millis = String.valueOf(stamp.toEpochMilli());
    return Map.of(
        "KALSHI-ACCESS-KEY", key.id(),
        "KALSHI-ACCESS-TIMESTAMP", millis,
        "KALSHI-ACCESS-SIGNATURE", sign(millis + method + path));
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
