package dev.marketdata.kalshi.gcs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.google.cloud.storage.StorageException;
import org.junit.jupiter.api.Test;

/** What is said when Cloud Storage fails. */
class GcsClientsTest {

  @Test
  void aRefusalIsQuoted() {
    assertThat(
        GcsClients.failure(new StorageException(403, "no right to create")).getMessage(),
        is("Cloud Storage: no right to create"));
  }

  @Test
  void aHostThatDoesNotAnswerIsSaidNotToHave() {
    assertThat(
        GcsClients.failure(new StorageException(0, "storage.googleapis.com")).getMessage(),
        is("Cloud Storage gave no answer: storage.googleapis.com"));
  }
}
