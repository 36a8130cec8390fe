package dev.marketdata.kalshi.gcs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the allowed endpoints of Cloud Storage. */
class GcsEndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/storage/v1/",
        "http://127.0.0.1:8080/storage/v1",
        "http://localhost:8080/storage/v1/",
        "http://[::1]:8080/storage/v1/"
      })
  void aLoopbackAddressNeedsNoCredential(String url) {
    assertThat(GcsEndpoint.of(url).isLoopback(), is(true));
  }

  @Test
  void googlesOwnIsNoLoopbackAddress() {
    assertThat(GcsEndpoint.GOOGLE.isLoopback(), is(false));
  }

  @Test
  void thePortBelongsToTheRoot() {
    assertThat(
        GcsEndpoint.of("https://storage.example.com:8443/storage/v1/").root(),
        is("https://storage.example.com:8443"));
  }

  @Test
  void aRootIsItsText() {
    assertThat(GcsEndpoint.GOOGLE.toString(), is("https://storage.googleapis.com"));
  }

  @Test
  void theRootIsWhatComesBeforeTheApi() {
    assertThat(
        GcsEndpoint.of("https://storage.example.com/storage/v1/").root(),
        is("https://storage.example.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://storage.example.com/storage/v1/",
        "http://127.0.0.1.example.com/storage/v1/",
        "http://127.example.com/storage/v1/",
        "http://localhost.example.com/storage/v1/",
        "http://128.0.0.1/storage/v1/",
        "ftp://127.0.0.1/storage/v1/",
        "https://storage.example.com",
        "https://me@storage.example.com/storage/v1/",
        "storage",
        "http://127.0.0.1 /storage/v1/"
      })
  void anythingElseIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> GcsEndpoint.of(url));
  }
}
