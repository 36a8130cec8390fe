package dev.marketdata.kalshi.gcs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import org.junit.jupiter.api.Test;

/** Tests the messages of Cloud Storage failures, and the shared clients. */
class GcsClientsTest {

  @Test
  void aRefusalIsQuoted() {
    assertThat(
        GcsClients.failure(new StorageException(403, "no right to create")).getMessage(),
        is("Cloud Storage: no right to create"));
  }

  @Test
  void aFailureKeepsItsCause() {
    StorageException cause = new StorageException(403, "no right to create");

    assertThat(GcsClients.failure(cause).getCause(), is(sameInstance(cause)));
  }

  @Test
  void anEndpointHasOneClient() {
    GcsEndpoint here = GcsEndpoint.of("http://127.0.0.1:9/storage/v1/");

    assertThat(GcsClients.of(here), is(sameInstance(GcsClients.of(here))));
  }

  @Test
  void aClientCallsItsEndpoint() {
    GcsEndpoint here = GcsEndpoint.of("http://127.0.0.1:9/storage/v1/");

    assertThat(GcsClients.of(here).getOptions().getHost(), is("http://127.0.0.1:9"));
  }

  @Test
  void aClientRetriesAsTheLibraryDoesByItself() {
    StorageOptions byItself =
        StorageOptions.http()
            .setCredentials(NoCredentials.getInstance())
            .setProjectId("loopback")
            .build();

    assertThat(
        GcsClients.of(GcsEndpoint.of("http://127.0.0.1:9/storage/v1/"))
            .getOptions()
            .getRetrySettings(),
        is(byItself.getRetrySettings()));
  }

  @Test
  void thePoolHasOneConnectionPerUpload() {
    Storage unused = GcsClients.of(GcsEndpoint.of("http://127.0.0.1:9/storage/v1/"));

    assertThat(System.getProperty("http.maxConnections"), is("100"));
  }

  @Test
  void aCertificateThatIsNotTrustedIsToldInPlainWords() {
    StorageException failure =
        new StorageException(0, "PKIX", new CertPathBuilderException("no path"));

    assertThat(
        GcsClients.failure(failure).getMessage(),
        startsWith("no response from Cloud Storage: its certificate is not trusted: "));
  }

  @Test
  void anUnknownHostIsExplained() {
    StorageException failure =
        new StorageException(
            0, "storage.googleapis.com", new UnknownHostException("storage.googleapis.com"));

    assertThat(
        GcsClients.failure(failure).getMessage(),
        is(
            "no response from Cloud Storage: storage.googleapis.com: the host is unknown, or there"
                + " is no network"));
  }

  @Test
  void anUnreachableHostIsReported() {
    assertThat(
        GcsClients.failure(new StorageException(0, "storage.googleapis.com")).getMessage(),
        is("no response from Cloud Storage: storage.googleapis.com"));
  }
}
