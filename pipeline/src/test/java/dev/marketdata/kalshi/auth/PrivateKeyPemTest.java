package dev.marketdata.kalshi.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which texts are private keys, and the messages for other texts. */
class PrivateKeyPemTest {

  @Test
  void anRsaKeyAsPkcs1IsRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs1());
  }

  @Test
  void anRsaKeyAsPkcs8IsRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs8());
  }

  @Test
  void anEd25519KeyAsPkcs8IsRead() throws Exception {
    assertIsEd25519(KeyTexts.ed25519());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY", "KEY"})
  void aLabelDoesNotDecideWhatAKeyIs(String label) throws Exception {
    assertIsRsa(KeyTexts.pem(label, KeyTexts.rsaPkcs1Bytes()));
  }

  @Test
  void anRsaKeyAsPkcs8UnderTheLabelOfPkcs1IsRead() throws Exception {
    assertIsRsa(KeyTexts.pem("RSA PRIVATE KEY", KeyTexts.RSA.getPrivate().getEncoded()));
  }

  @Test
  void anEd25519KeyUnderTheLabelOfRsaIsRead() throws Exception {
    assertIsEd25519(KeyTexts.pem("RSA PRIVATE KEY", KeyTexts.ED25519.getPrivate().getEncoded()));
  }

  @Test
  void anEllipticCurveKeyUnderTheLabelOfRsaIsReported() {
    assertThat(
        refusal(KeyTexts.ecSec1().replace("EC PRIVATE", "RSA PRIVATE")),
        is("it is a key for EC; Kalshi's keys are RSA or Ed25519"));
  }

  @Test
  void aPublicKeyUnderTheLabelOfAPrivateKeyIsReported() {
    assertThat(
        refusal(KeyTexts.publicKey().replace("PUBLIC", "PRIVATE")),
        is("it is a public key, not a private key"));
  }

  @Test
  void anEncryptedKeyUnderAPlainLabelIsReported() throws Exception {
    assertThat(
        refusal(KeyTexts.encryptedPkcs8().replace("ENCRYPTED ", "")),
        containsString("encrypted with a passphrase"));
  }

  @Test
  void anOpenSshKeyUnderAPlainLabelIsReported() {
    assertThat(refusal(KeyTexts.openSsh().replace("OPENSSH ", "")), containsString("OpenSSH"));
  }

  @Test
  void anEd25519KeyWithItsPublicKeyIsRead() throws Exception {
    byte[] key = KeyTexts.ED25519.getPrivate().getEncoded();
    byte[] publicKey = KeyTexts.ED25519.getPublic().getEncoded();
    // Version 1 and the public key: SEQUENCE of 81 bytes, the last element [1] of 33.
    byte[] both = Arrays.copyOf(key, 83);
    both[1] = 81;
    both[4] = 1;
    both[48] = (byte) 0x81;
    both[49] = 33;
    System.arraycopy(publicKey, publicKey.length - 32, both, 51, 32);

    assertIsEd25519(KeyTexts.pem("PRIVATE KEY", both));
  }

  @Test
  void aKeyAfterACertificateIsRead() throws Exception {
    assertIsEd25519(KeyTexts.certificate() + KeyTexts.ed25519());
  }

  @Test
  void theBase64OfAPemIsRead() throws Exception {
    assertIsRsa(Base64.getEncoder().encodeToString(bytes(KeyTexts.rsaPkcs1())));
  }

  @Test
  void theWrappedBase64OfAPemIsRead() throws Exception {
    assertIsEd25519(
        "\"" + Base64.getMimeEncoder().encodeToString(bytes(KeyTexts.ed25519())) + "\"");
  }

  @Test
  void theBase64OfAPemForUrlsIsRead() throws Exception {
    assertIsRsa(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(bytes("???>>>" + KeyTexts.rsaPkcs8())));
  }

  @Test
  void theBase64OfAPemThatIsCutOffIsReported() {
    assertThat(
        refusal(Base64.getEncoder().encodeToString(bytes(KeyTexts.rsaPkcs1().substring(0, 500)))),
        containsString("it is cut off"));
  }

  @Test
  void aBodyWithoutItsLabelIsRead() throws Exception {
    assertIsRsa(Base64.getMimeEncoder().encodeToString(KeyTexts.rsaPkcs1Bytes()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void lineBreaksWrittenAsTwoCharactersAreRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs1().replace("\n", "\\n"));
  }

  @Test
  void carriageReturnsWrittenAsTwoCharactersAreRead() throws Exception {
    assertIsEd25519(KeyTexts.ed25519().replace("\n", "\\r\\n"));
  }

  @Test
  void windowsLineBreaksAreRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs8().replace("\n", "\r\n"));
  }

  @Test
  void blanksAroundAreIgnored() throws Exception {
    assertIsEd25519(" \n\t" + KeyTexts.ed25519() + "\n  \n");
  }

  @Test
  void aKeyOnOneLineWithBlanksIsRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs1().replace('\n', ' ').strip());
  }

  @Test
  void aKeyOnOneLineWithoutBlanksIsRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs8().replace("\n", ""));
  }

  @Test
  void indentedLinesAreRead() throws Exception {
    assertIsRsa(KeyTexts.rsaPkcs1().indent(6));
  }

  @Test
  void textBeforeTheKeyIsIgnored() throws Exception {
    assertIsEd25519("Kalshi API key, made 2026-11-01\n" + KeyTexts.ed25519());
  }

  @Test
  void quotesAroundTheKeyAreIgnored() throws Exception {
    assertIsRsa("\"" + KeyTexts.rsaPkcs1().strip().replace("\n", "\\n") + "\"");
  }

  @Test
  void anEncryptedPkcs8KeyIsReported() throws Exception {
    assertThat(refusal(KeyTexts.encryptedPkcs8()), containsString("encrypted with a passphrase"));
  }

  @Test
  void anEncryptedPkcs1KeyIsReported() {
    assertThat(refusal(KeyTexts.encryptedPkcs1()), containsString("encrypted with a passphrase"));
  }

  @Test
  void aPublicKeyIsReported() {
    assertThat(refusal(KeyTexts.publicKey()), is("it is a public key, not a private key"));
  }

  @Test
  void aCertificateIsReported() {
    assertThat(refusal(KeyTexts.certificate()), is("it is a certificate, not a private key"));
  }

  @Test
  void aTruncatedKeyIsReported() {
    String pem = KeyTexts.rsaPkcs1();

    assertThat(
        refusal(pem.substring(0, pem.length() / 2)),
        is("it is cut off: the line \"-----END RSA PRIVATE KEY-----\" is missing"));
  }

  @Test
  void aKeyThatLacksLinesIsDamaged() {
    String pem = KeyTexts.rsaPkcs1();

    assertThat(
        refusal(pem.substring(0, 400) + "\n-----END RSA PRIVATE KEY-----\n"),
        is("it is damaged: its content is not a private key"));
  }

  @Test
  void aHeaderAroundNothingIsDamaged() {
    assertThat(
        refusal("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"),
        is("it is damaged: its content is not a private key"));
  }

  @Test
  void aHeaderAroundProseIsDamaged() {
    assertThat(
        refusal("-----BEGIN PRIVATE KEY-----\nmy key!\n-----END PRIVATE KEY-----"),
        is("it is damaged: its content is not a private key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\r\n", "\\n"})
  void anEmptyTextIsReported(String pem) {
    assertThat(refusal(pem), is("it is empty"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a952bcbe-ec3b-4b5b-b8f9-11dae589608c", "MIIEowIBAAKCAQEA", "{}"})
  void aTextWithoutHeaderIsNoPem(String pem) {
    assertThat(
        refusal(pem), is("it is not PEM: the line \"-----BEGIN ... PRIVATE KEY-----\" is missing"));
  }

  @Test
  void anEllipticCurveKeyAsPkcs8IsReported() {
    assertThat(
        refusal(KeyTexts.ecPkcs8()), is("it is a key for EC; Kalshi's keys are RSA or Ed25519"));
  }

  @Test
  void anEllipticCurveKeyOfOpensslIsReported() {
    assertThat(
        refusal(KeyTexts.ecSec1()), is("it is a key for EC; Kalshi's keys are RSA or Ed25519"));
  }

  @Test
  void anEd448KeyIsReported() {
    assertThat(refusal(KeyTexts.ed448()), containsString("; Kalshi's keys are RSA or Ed25519"));
  }

  @Test
  void anOpenSshKeyIsReported() {
    assertThat(refusal(KeyTexts.openSsh()), containsString("OpenSSH"));
  }

  @Property(tries = 500)
  void noMessageContainsAPieceOfTheKey(@ForAll("spoiltKeys") Spoilt key) {
    String message = messageOf(key.text());

    for (int i = 0; i + 8 <= key.body().length(); i++) {
      assertThat(message, not(containsString(key.body().substring(i, i + 8))));
    }
  }

  @Property(tries = 500)
  void aKeyIsReadHoweverItsLinesAreBroken(
      @ForAll boolean rsa,
      @ForAll @IntRange(min = 1, max = 200) int width,
      @ForAll("blanks") String breakBetween,
      @ForAll("blanks") String around)
      throws Exception {
    String pem = rsa ? KeyTexts.rsaPkcs8() : KeyTexts.ed25519();
    String body = pem.replaceAll("-----[^-]+-----|\\s", "");
    String broken =
        body.replaceAll("(.{" + width + "})", "$1" + Matcher.quoteReplacement(breakBetween));
    String text =
        around
            + "-----BEGIN PRIVATE KEY-----"
            + breakBetween
            + broken
            + breakBetween
            + "-----END PRIVATE KEY-----"
            + around;

    assertThat(
        PrivateKeyPem.parse(text).getEncoded(),
        is((rsa ? KeyTexts.RSA : KeyTexts.ED25519).getPrivate().getEncoded()));
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.of("", " ", "\n", "\r\n", "\t", "\\n", "\\r\\n")
        .list()
        .ofMaxSize(3)
        .map(blanks -> String.join("", blanks));
  }

  record Spoilt(String body, String text) {}

  @Provide
  Arbitrary<Spoilt> spoiltKeys() {
    Arbitrary<String> keys =
        Arbitraries.of(
            KeyTexts.rsaPkcs1(),
            KeyTexts.rsaPkcs8(),
            KeyTexts.ed25519(),
            KeyTexts.ecPkcs8(),
            KeyTexts.ecSec1(),
            KeyTexts.openSsh());
    Arbitrary<String> labels =
        Arbitraries.of(
            "RSA PRIVATE KEY",
            "PRIVATE KEY",
            "EC PRIVATE KEY",
            "PUBLIC KEY",
            "CERTIFICATE",
            "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY");
    return Combinators.combine(
            keys,
            labels,
            Arbitraries.doubles().between(0, 1),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.of("", "", "!", "\n\n", ":", "-----", "=", "AAAA", "\u0000", "é"))
        .as(PrivateKeyPemTest::spoil);
  }

  private static Spoilt spoil(String pem, String label, double from, double part, String inserted) {
    String body = pem.replaceAll("-----[^-]+-----|\\s", "");
    String relabelled = pem.replaceAll("(BEGIN|END) [A-Z0-9 ]+-----", "$1 " + label + "-----");
    int start = (int) (from * relabelled.length());
    int end = start + (int) (part * part * part * (relabelled.length() - start));
    return new Spoilt(body, relabelled.substring(0, start) + inserted + relabelled.substring(end));
  }

  private static String messageOf(String pem) {
    try {
      return PrivateKeyPem.parse(pem).getAlgorithm();
    } catch (InvalidCredentialException e) {
      return e.toString() + e.getCause();
    }
  }

  private static void assertIsRsa(String pem) throws InvalidCredentialException {
    PrivateKey key = PrivateKeyPem.parse(pem);

    assertThat(key.getEncoded(), is(KeyTexts.RSA.getPrivate().getEncoded()));
  }

  private static void assertIsEd25519(String pem) throws InvalidCredentialException {
    PrivateKey key = PrivateKeyPem.parse(pem);

    assertThat(key.getEncoded(), is(KeyTexts.ED25519.getPrivate().getEncoded()));
  }

  private static String refusal(String pem) {
    return String.valueOf(
        assertThrows(InvalidCredentialException.class, () -> PrivateKeyPem.parse(pem))
            .getMessage());
  }
}
