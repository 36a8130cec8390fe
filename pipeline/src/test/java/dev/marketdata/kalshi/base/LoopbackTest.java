package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are on this machine, and which must be reached by https. */
class LoopbackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "https://127.0.0.1:8443",
        "http://127.8.9.10/a",
        "http://[::1]:1"
      })
  void aLiteralLoopbackAddressAndLocalhostAreOnThisMachine(String url) {
    assertThat(Loopback.isHostOf(URI.create(url)), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1",
        "http://[::2]",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.example.com",
        "file:///localhost"
      })
  void anyOtherHostIsNot(String url) {
    assertThat(Loopback.isHostOf(URI.create(url)), is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.com", "https://127.0.0.1", "http://127.0.0.1"})
  void httpsAnywhereAndHttpToThisMachineAreAllowed(String url) {
    assertDoesNotThrow(() -> Loopback.serverUrl(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "ftp://127.0.0.1",
        "//127.0.0.1",
        "a",
        "http://127.0.0.1:0",
        "https://example.com:65536",
        "https://u@example.com"
      })
  void anyOtherUrlIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> Loopback.serverUrl(url));
  }
}
