package dev.marketdata.kalshi.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys for one test run, in the PEM formats that users have. */
final class KeyTexts {

  static final KeyPair RSA = pair("RSA");
  static final KeyPair ED25519 = pair("Ed25519");

  // PrivateKeyInfo of an RSA-2048 key: SEQUENCE (4 bytes), version (3), algorithm (15), and the
  // header of the OCTET STRING (4) that holds the PKCS#1 structure.
  private static final int RSA_PKCS8_HEADER = 26;

  private KeyTexts() {}

  static String rsaPkcs1() {
    return pem("RSA PRIVATE KEY", rsaPkcs1Bytes());
  }

  static String rsaPkcs8() {
    return pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
  }

  static String ed25519() {
    return pem("PRIVATE KEY", ED25519.getPrivate().getEncoded());
  }

  static String ecPkcs8() {
    return pem("PRIVATE KEY", pair("EC").getPrivate().getEncoded());
  }

  /** An elliptic curve key as {@code openssl ecparam -genkey -noout} writes it. */
  static String ecSec1() {
    byte[] secret = ((ECPrivateKey) pair("EC").getPrivate()).getS().toByteArray();
    byte[] der = new byte[51];
    byte[] head = {0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20};
    byte[] curve = {
      (byte) 0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07
    };
    System.arraycopy(head, 0, der, 0, head.length);
    int length = Math.min(32, secret.length);
    System.arraycopy(secret, secret.length - length, der, head.length + 32 - length, length);
    System.arraycopy(curve, 0, der, head.length + 32, curve.length);
    return pem("EC PRIVATE KEY", der);
  }

  static String ed448() {
    return pem("PRIVATE KEY", pair("Ed448").getPrivate().getEncoded());
  }

  static String encryptedPkcs8() throws GeneralSecurityException, IOException {
    String algorithm = "PBEWithSHA1AndDESede";
    SecretKey passphrase =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("correct horse".toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, passphrase);
    byte[] sealed = cipher.doFinal(RSA.getPrivate().getEncoded());
    return pem(
        "ENCRYPTED PRIVATE KEY",
        new EncryptedPrivateKeyInfo(cipher.getParameters(), sealed).getEncoded());
  }

  static String encryptedPkcs1() {
    return pem("RSA PRIVATE KEY", random(1_200))
        .replaceFirst(
            "\n",
            "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n");
  }

  static String publicKey() {
    return pem("PUBLIC KEY", RSA.getPublic().getEncoded());
  }

  static String certificate() {
    return pem("CERTIFICATE", random(900));
  }

  static String openSsh() {
    byte[] body = random(400);
    byte[] magic = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, body, 0, magic.length);
    return pem("OPENSSH PRIVATE KEY", body);
  }

  static byte[] rsaPkcs1Bytes() {
    byte[] pkcs8 = RSA.getPrivate().getEncoded();
    return Arrays.copyOfRange(pkcs8, RSA_PKCS8_HEADER, pkcs8.length);
  }

  static String pem(String label, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(64, newline).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static KeyPair pair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      } else if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes such keys: " + algorithm, e);
    }
  }
}
