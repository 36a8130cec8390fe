package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.RequestTarget;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the allowed URLs of the API, and the signed path. */
class ApiRootTest {

  private static final RequestTarget MARKETS =
      RequestTarget.of("/markets").with("tickers", "KXCPIYOY-26NOV-T3.1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://external-api.kalshi.com/trade-api/v2",
        "https://api.elections.kalshi.com/trade-api/v2",
        "https://example.com:8443/proxy/trade-api/v2",
        "http://localhost:8080/trade-api/v2",
        "http://127.0.0.1:8080/trade-api/v2",
        "http://127.8.9.10/trade-api/v2",
        "http://[::1]:8080/trade-api/v2"
      })
  void httpsAnywhereAndHttpToALoopbackAddressAreGood(String url) {
    assertThat(new ApiRoot(url).url(), is(url));
  }

  @ParameterizedTest
  @CsvSource({
    "https://external-api.kalshi.com/trade-api/v2, https://api.elections.kalshi.com/trade-api/v2, true",
    "https://external-api.demo.kalshi.co/trade-api/v2, https://demo-api.kalshi.co/trade-api/v2, true",
    "https://external-api.kalshi.com/trade-api/v2, https://demo-api.kalshi.co/trade-api/v2, false",
    "https://external-api.kalshi.com/trade-api/v2, https://kalshi.com.example.com/v2, false",
    "https://external-api.kalshi.com/trade-api/v2, https://notkalshi.com/trade-api/v2, false",
    "https://EXAMPLE.com/trade-api/v2, https://example.com/trade-api/v3, true",
    "http://127.0.0.1:8080/trade-api/v2, http://127.0.0.1:8080/trade-api/v2, true",
    "http://127.0.0.1:8080/trade-api/v2, http://127.0.0.1:8081/trade-api/v2, false"
  })
  void anExchangeMayHaveSeveralHosts(String one, String other, boolean same) {
    assertThat(new ApiRoot(one).isOfSameExchangeAs(new ApiRoot(other)), is(same));
    assertThat(new ApiRoot(other).isOfSameExchangeAs(new ApiRoot(one)), is(same));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://external-api.kalshi.com/trade-api/v2",
        "http://10.0.0.1/trade-api/v2",
        "http://[::2]/trade-api/v2",
        "http://localhost.example.com/trade-api/v2",
        "http://127.0.0.1.example.com/trade-api/v2",
        "http://127.example.com/trade-api/v2",
        "ftp://127.0.0.1/trade-api/v2"
      })
  void anythingElseMustBeHttps(String url) {
    assertThat(
        refusal(url), is("must be https (http only to a loopback address such as 127.0.0.1)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "external-api.kalshi.com/trade-api/v2",
        "/trade-api/v2",
        "https:///trade-api/v2",
        "https://user:secret@external-api.kalshi.com/trade-api/v2",
        "http://127.0.0.1@example.com/"
      })
  void aHostAndNoUserAreNeeded(String url) {
    assertThat(refusal(url), is("must be an https URL with a host and without a user"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://external-api.kalshi.com/trade-api/v2?limit=1",
        "https://external-api.kalshi.com/trade-api/v2?",
        "https://external-api.kalshi.com/trade-api/v2#top"
      })
  void aQueryOrAFragmentIsRefused(String url) {
    assertThat(refusal(url), is("must be a URL without ? and #"));
  }

  @Test
  void anInvalidUrlIsReported() {
    assertThat(refusal("https://not a url"), is("must be a URL"));
  }

  @Test
  void aUsersSecretIsNotQuoted() {
    assertThat(refusal("http://me:hunter2@example.com/"), not(containsString("hunter2")));
  }

  @Test
  void aTrailingSlashIsCut() {
    assertThat(
        new ApiRoot("https://external-api.kalshi.com/trade-api/v2/"),
        is(new ApiRoot("https://external-api.kalshi.com/trade-api/v2")));
  }

  @Test
  void itsTextIsTheUrl() {
    assertThat(
        new ApiRoot("http://127.0.0.1:80/trade-api/v2/").toString(),
        is("http://127.0.0.1:80/trade-api/v2"));
  }

  @Test
  void aTargetIsResolvedBelowIt() {
    assertThat(
        new ApiRoot("https://external-api.kalshi.com/trade-api/v2").resolve(MARKETS),
        is(
            URI.create(
                "https://external-api.kalshi.com/trade-api/v2/markets?tickers=KXCPIYOY-26NOV-T3.1")));
  }

  @Test
  void theSignedPathHasTheApisPrefixAndNoQuery() {
    assertThat(
        new ApiRoot("https://external-api.kalshi.com/trade-api/v2").signedPath(MARKETS),
        is("/trade-api/v2/markets"));
  }

  @Test
  void theSignedPathLeavesOutAProxysPrefix() {
    assertThat(
        new ApiRoot("https://example.com:8443/kalshi/prod/trade-api/v2/").signedPath(MARKETS),
        is("/trade-api/v2/markets"));
  }

  @Test
  void theSignedPathOfAnotherApiIsItsWholePath() {
    assertThat(new ApiRoot("http://127.0.0.1:8080/v9").signedPath(MARKETS), is("/v9/markets"));
  }

  private static String refusal(String url) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> new ApiRoot(url)).getMessage());
  }
}
