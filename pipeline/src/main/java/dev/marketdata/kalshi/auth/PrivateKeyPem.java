package dev.marketdata.kalshi.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * Parses a private key as Kalshi issues it: RSA as PKCS#1 or Ed25519 as PKCS#8. Its content decides
 * what it is, not its label. Also accepts PKCS#8 for both, line breaks written as {@code \n}, CRLF,
 * surrounding blanks, all on one line, and the base64 of the whole text or of the key alone.
 * Messages never contain any part of the key.
 */
final class PrivateKeyPem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final byte[] OPENSSH = "openssh-key-v1".getBytes(StandardCharsets.US_ASCII);

  /** The forms that the content of a block can have. */
  private enum Form {
    PKCS8,
    PKCS1,
    ELLIPTIC_CURVE,
    ENCRYPTED,
    OPENSSH,
    PUBLIC_KEY,
    UNKNOWN
  }

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
    List<MatchResult> blocks = BLOCK.matcher(text).results().toList();
    if (!blocks.isEmpty()) {
      // A certificate or parameters may stand before the key.
      MatchResult block =
          blocks.stream()
              .filter(candidate -> candidate.group(1).endsWith(PRIVATE_KEY))
              .findFirst()
              .orElse(blocks.get(0));
      return key(block.group(1), block.group(2));
    }
    Matcher begin = BEGIN.matcher(text);
    if (begin.find()) {
      throw new InvalidCredentialException(
          "it is cut off: the line \"-----END " + begin.group(1) + "-----\" is missing");
    }
    byte[] content = decoded(text.replaceAll("[\"']", "").replace('-', '+').replace('_', '/'));
    if (BEGIN.matcher(new String(content, StandardCharsets.ISO_8859_1)).find()) {
      return parse(new String(content, StandardCharsets.ISO_8859_1));
    }
    if (form(content) == Form.UNKNOWN) {
      throw new InvalidCredentialException(
          "it is not PEM: the line \"-----BEGIN ... PRIVATE KEY-----\" is missing");
    }
    return key(PRIVATE_KEY, text);
  }

  private static PrivateKey key(String label, String body) throws InvalidCredentialException {
    byte[] der = decoded(body.replace('-', '+').replace('_', '/'));
    Form form = form(der);
    if (form == Form.PKCS8 || form == Form.PKCS1) {
      return checked(converted(form, der));
    }
    throw new InvalidCredentialException(
        form == Form.ELLIPTIC_CURVE
            ? notForKalshi("EC")
            : whyNoKey(form, label, label.contains("ENCRYPTED") || body.contains("ENCRYPTED")));
  }

  private static String whyNoKey(Form form, String label, boolean saysEncrypted) {
    if (form == Form.ENCRYPTED || saysEncrypted) {
      return "it is encrypted with a passphrase; use the key file that Kalshi issued";
    }
    if (form == Form.OPENSSH || label.startsWith("OPENSSH")) {
      return "it is an OpenSSH key; use the key file that Kalshi issued";
    }
    if (form == Form.PUBLIC_KEY || !label.endsWith(PRIVATE_KEY)) {
      String what = form == Form.PUBLIC_KEY ? "public key" : label.toLowerCase(Locale.ROOT);
      return "it is a " + what + ", not a private key";
    }
    return "it is damaged: its content is not a private key";
  }

  /** Returns the bytes of a base64 text with blanks; none if it is not base64. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s+", ""));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static Form form(byte[] content) {
    if (Arrays.mismatch(OPENSSH, content) == OPENSSH.length) {
      return Form.OPENSSH;
    }
    ASN1Sequence sequence = sequence(content);
    if (sequence == null || sequence.size() < 2) {
      return Form.UNKNOWN;
    }
    ASN1Encodable second = sequence.getObjectAt(1);
    if (!(sequence.getObjectAt(0) instanceof ASN1Integer)) {
      return second instanceof ASN1OctetString
          ? Form.ENCRYPTED
          : second instanceof ASN1BitString ? Form.PUBLIC_KEY : Form.UNKNOWN;
    }
    if (second instanceof ASN1Sequence) {
      return Form.PKCS8;
    }
    if (second instanceof ASN1OctetString) {
      return Form.ELLIPTIC_CURVE;
    }
    return sequence.size() == 2 ? Form.PUBLIC_KEY : Form.PKCS1;
  }

  private static @Nullable ASN1Sequence sequence(byte[] der) {
    try {
      return ASN1Primitive.fromByteArray(der) instanceof ASN1Sequence sequence ? sequence : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static PrivateKey converted(Form form, byte[] der) throws InvalidCredentialException {
    try {
      return new JcaPEMKeyConverter()
          .getPrivateKey(
              form == Form.PKCS8
                  ? withoutAttributes(PrivateKeyInfo.getInstance(der))
                  : new PrivateKeyInfo(
                      new AlgorithmIdentifier(
                          PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                      org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(der)));
    } catch (IOException | RuntimeException e) {
      // The parser's message and the cause are left out: they may quote the key.
      throw new InvalidCredentialException("it is damaged: its content is not a private key");
    }
  }

  /** Java reads no key that has its public key beside it, as some tools write Ed25519. */
  private static PrivateKeyInfo withoutAttributes(PrivateKeyInfo info) throws IOException {
    return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey());
  }

  private static PrivateKey checked(PrivateKey key) throws InvalidCredentialException {
    boolean ed25519 =
        key instanceof EdECPrivateKey edwards && edwards.getParams().getName().equals("Ed25519");
    if (!ed25519 && !(key instanceof RSAPrivateKey)) {
      throw new InvalidCredentialException(notForKalshi(key.getAlgorithm()));
    }
    return key;
  }

  private static String notForKalshi(String algorithm) {
    return "it is a key for " + algorithm + "; Kalshi's keys are RSA or Ed25519";
  }
}
