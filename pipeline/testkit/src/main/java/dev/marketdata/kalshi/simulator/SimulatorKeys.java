package dev.marketdata.kalshi.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** An API key in the exchange's format: a key id, and a private key as PEM text. */
public final class SimulatorKeys {
  private static final int LINE = 64;

  // PrivateKeyInfo of an RSA-2048 key: SEQUENCE (4 bytes), version (3), algorithm (15), and the
  // header of the OCTET STRING (4) that holds the PKCS#1 structure.
  private static final int RSA_PKCS8_HEADER = 26;

  private final String keyId = UUID.randomUUID().toString();
  private final KeyPair pair;
  private final String pem;

  private SimulatorKeys(KeyPair pair, String pem) {
    this.pair = pair;
    this.pem = pem;
  }

  /** Returns a new RSA-2048 key as PKCS#1, the exchange's format. */
  public static SimulatorKeys rsa() {
    KeyPair pair = generate("RSA");
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_PKCS8_HEADER, pkcs8.length);
    return new SimulatorKeys(pair, pem("RSA PRIVATE KEY", pkcs1));
  }

  /** Returns a new RSA-2048 key as PKCS#8, to which some users convert them. */
  public static SimulatorKeys rsaAsPkcs8() {
    KeyPair pair = generate("RSA");
    return new SimulatorKeys(pair, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /** Returns a new Ed25519 key as PKCS#8. */
  public static SimulatorKeys ed25519() {
    KeyPair pair = generate("Ed25519");
    return new SimulatorKeys(pair, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  /** Returns the key id, a random UUID. */
  public String keyId() {
    return keyId;
  }

  /** Returns the private key as PEM text. */
  public String pem() {
    return pem;
  }

  /** Returns the private key. */
  public PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /** Returns the public key. */
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /** Returns the signature of a text, in base64. */
  public String sign(String text) {
    try {
      Signature signature = SignatureScheme.of(publicKey());
      signature.initSign(privateKey());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign with a new key", e);
    }
  }

  /**
   * Writes {@code key.pem} and {@code key-id} to a directory. The key is never readable by other
   * users, not even while it is being written.
   */
  public void writeTo(Path dir) throws IOException {
    Path file = dir.resolve("key.pem");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, pem);
    Files.writeString(dir.resolve("key-id"), keyId + "\n");
  }

  private static KeyPair generate(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  private static String pem(String label, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(LINE, newline).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
