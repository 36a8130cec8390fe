package dev.marketdata.kalshi.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies signatures like the exchange. */
class RequestSignerTest {

  private static final Instant STAMP = Instant.ofEpochMilli(1_703_123_456_789L);
  private static final String PATH = "/trade-api/v2/portfolio/balance";
  private static final String SIGNED = "1703123456789GET/trade-api/v2/portfolio/balance";

  @Test
  void anRsaSignatureIsPssWithASaltAsLongAsTheDigest() throws Exception {
    Signature check = Signature.getInstance("RSASSA-PSS");
    check.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));

    assertThat(verifies(check, KeyTexts.RSA, SIGNED), is(true));
  }

  @Test
  void anEd25519SignatureCoversTheTextItself() throws Exception {
    assertThat(verifies(Signature.getInstance("Ed25519"), KeyTexts.ED25519, SIGNED), is(true));
  }

  @Test
  void nothingElseIsSigned() throws Exception {
    assertThat(
        verifies(Signature.getInstance("Ed25519"), KeyTexts.ED25519, SIGNED + "?limit=1"),
        is(false));
  }

  @Test
  void theStampIsInMilliseconds() {
    assertThat(headers(KeyTexts.ED25519).get("KALSHI-ACCESS-TIMESTAMP"), is("1703123456789"));
  }

  @Test
  void theKeyIdIsSent() {
    assertThat(headers(KeyTexts.ED25519).get("KALSHI-ACCESS-KEY"), is("key-id"));
  }

  @Test
  void threeHeadersAreMade() {
    assertThat(
        headers(KeyTexts.RSA).keySet(),
        is(Set.of("KALSHI-ACCESS-KEY", "KALSHI-ACCESS-TIMESTAMP", "KALSHI-ACCESS-SIGNATURE")));
  }

  @ParameterizedTest
  @CsvSource({
    "the id is 0123456789abcdef, true",
    "the id ends in 456789abcdef, true",
    "the id begins with 0123456789ab, true",
    "within is 23456789abcd here, true",
    "0123456789a, false",
    "456789abcde, false",
    "ZYXWVUTSRQPO, true",
    "1703123456789, false",
    "'', false"
  })
  void twelveCharactersOfTheKeyIdOrTheSignatureAreARepetition(String text, boolean repeated) {
    Map<String, String> headers =
        Map.of(
            "KALSHI-ACCESS-KEY",
            "0123456789abcdef",
            "KALSHI-ACCESS-TIMESTAMP",
            "1703123456789",
            "KALSHI-ACCESS-SIGNATURE",
            "ZYXWVUTSRQPONMLKJIHGFEDCBA");

    assertThat(RequestSigner.isRepeatedIn(text, headers), is(repeated));
  }

  @Test
  void anUnsignedRequestHasNothingToRepeat() {
    assertThat(RequestSigner.isRepeatedIn("any text of an answer", Map.of()), is(false));
  }

  private static boolean verifies(Signature check, KeyPair pair, String text) throws Exception {
    String signature = String.valueOf(headers(pair).get("KALSHI-ACCESS-SIGNATURE"));
    check.initVerify(pair.getPublic());
    check.update(text.getBytes(StandardCharsets.UTF_8));
    return check.verify(Base64.getDecoder().decode(signature));
  }

  private static Map<String, String> headers(KeyPair pair) {
    return new RequestSigner("key-id", pair.getPrivate()).headers(STAMP, "GET", PATH);
  }
}
