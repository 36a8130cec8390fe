package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Checks the three headers of a signed request. */
final class Authenticator {
  static final String KEY = "KALSHI-ACCESS-KEY";
  static final String STAMP = "KALSHI-ACCESS-TIMESTAMP";
  static final String SIGNATURE = "KALSHI-ACCESS-SIGNATURE";

  private static final Duration TOLERANCE = Duration.ofSeconds(10);

  private final Map<String, PublicKey> keys;

  Authenticator(Map<String, PublicKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  static boolean signed(ApiRequest request) {
    return request.header(KEY).isPresent()
        || request.header(STAMP).isPresent()
        || request.header(SIGNATURE).isPresent();
  }

  /** Returns an error response, or empty if the signature is valid. */
  Optional<SimulatedResponse> refusal(ApiRequest request, Instant now) {
    Optional<String> key = request.header(KEY);
    Optional<String> stamp = request.header(STAMP);
    Optional<String> signature = request.header(SIGNATURE);
    if (key.isEmpty()) {
      return missing("key");
    }
    if (stamp.isEmpty()) {
      return missing("timestamp");
    }
    if (signature.isEmpty()) {
      return missing("signature");
    }
    if (!inTime(stamp.get(), now)) {
      return refuse("header_timestamp_expired", "header timestamp expired", "");
    }
    PublicKey publicKey = keys.get(key.get());
    if (publicKey == null) {
      return refuse("authentication_error", "authentication_error", "NOT_FOUND");
    }
    if (!verifies(publicKey, stamp.get() + request.method() + request.path(), signature.get())) {
      return refuse("authentication_error", "authentication_error", "INCORRECT_API_KEY_SIGNATURE");
    }
    return Optional.empty();
  }

  static SimulatedResponse noCredentials() {
    return Errors.unauthorized("token_authentication_failure", "token authentication failure", "");
  }

  private static boolean inTime(String stamp, Instant now) {
    try {
      Duration age = Duration.between(Instant.ofEpochMilli(Long.parseLong(stamp)), now);
      return age.abs().compareTo(TOLERANCE) <= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean verifies(PublicKey key, String text, String signature) {
    try {
      Signature verifier = SignatureScheme.of(key);
      verifier.initVerify(key);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<SimulatedResponse> missing(String header) {
    return refuse(header + "_is_missing_from_headers", header + " is missing from headers", "");
  }

  private static Optional<SimulatedResponse> refuse(String code, String message, String details) {
    return Optional.of(Errors.unauthorized(code, message, details));
  }
}
