package dev.marketdata.kalshi.auth;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Parses a private key as Kalshi issues it: RSA as PKCS#1 or Ed25519 as PKCS#8. Also accepts PKCS#8
 * for both, line breaks written as {@code \n}, CRLF, surrounding blanks, and all on one line.
 * Messages never contain any part of the key.
 */
final class PrivateKeyPem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  private PrivateKeyPem() {}

  /**
   * Returns the RSA or Ed25519 private key of a PEM text.
   *
   * @throws InvalidCredentialException if it is not one; the message is the reason
   */
  static PrivateKey parse(String pem) throws InvalidCredentialException {
    String text = pem.replace("\\r", "").replace("\\n", "\n").strip();
    if (text.isEmpty()) {
      throw new InvalidCredentialException("it is empty");
    }
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      Matcher begin = BEGIN.matcher(text);
      throw new InvalidCredentialException(
          begin.find()
              ? "it is cut off: the line \"-----END " + begin.group(1) + "-----\" is missing"
              : "it is not PEM: the line \"-----BEGIN ... PRIVATE KEY-----\" is missing");
    }
    String type = block.group(1);
    String body = block.group(2);
    if (type.contains("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw new InvalidCredentialException(
          "it is encrypted with a passphrase; use the key file that Kalshi issued");
    }
    if (type.startsWith("OPENSSH")) {
      throw new InvalidCredentialException(
          "it is an OpenSSH key; use the key file that Kalshi issued");
    }
    if (!type.endsWith("PRIVATE KEY")) {
      throw new InvalidCredentialException(
          "it is a " + type.toLowerCase(Locale.ROOT) + ", not a private key");
    }
    PrivateKey key = key(type, body.replaceAll("\\s+", "\n").strip());
    boolean ed25519 =
        key instanceof EdECPrivateKey edwards && edwards.getParams().getName().equals("Ed25519");
    if (!ed25519 && !(key instanceof RSAPrivateKey)) {
      throw new InvalidCredentialException(
          "it is a key for " + key.getAlgorithm() + "; Kalshi's keys are RSA or Ed25519");
    }
    return key;
  }

  private static PrivateKey key(String type, String base64) throws InvalidCredentialException {
    String normalized =
        "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    try (PEMParser parser = new PEMParser(new StringReader(normalized))) {
      Object parsed = parser.readObject();
      PrivateKeyInfo info =
          parsed instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) parsed;
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (IOException | RuntimeException e) {
      // The parser's message and the cause are left out: they may quote the key.
      throw new InvalidCredentialException("it is damaged: its content is not a private key");
    }
  }
}
