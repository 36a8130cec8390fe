package dev.marketdata.kalshi.auth;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any text is a key or refused in one sentence that quotes nothing between the armour. */
public final class PrivateKeyPemFuzz {

  /** Lower case, unlike the names of key types, which may be quoted. */
  private static final Pattern BODY = Pattern.compile("-----\\s+(?=\\S*[a-z])([^-\\s]{16,})");

  private static final int LONGEST = 200;

  private PrivateKeyPemFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      String algorithm = PrivateKeyPem.parse(text).getAlgorithm();
      if (!algorithm.equals("RSA") && !algorithm.equals("EdDSA")) {
        throw new AssertionError("neither RSA nor Ed25519: " + algorithm);
      }
    } catch (InvalidCredentialException e) {
      String message = String.valueOf(e.getMessage());
      if (message.isBlank() || message.length() > LONGEST) {
        throw new AssertionError("not one sentence: " + message, e);
      }
      Matcher body = BODY.matcher(text);
      while (body.find()) {
        if (message.contains(body.group(1))) {
          throw new AssertionError("quoted", e);
        }
      }
    }
  }
}
