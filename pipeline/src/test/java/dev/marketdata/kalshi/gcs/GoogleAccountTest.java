package dev.marketdata.kalshi.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is said of a missing or refused account, with Google's own credentials. */
class GoogleAccountTest {

  private static final String OF_VARIABLE =
      "Error reading credential file from environment variable GOOGLE_APPLICATION_CREDENTIALS,"
          + " value '";
  private static final String CANNOT_BE_USED =
      "the file of the Google account (GOOGLE_APPLICATION_CREDENTIALS, or that of gcloud auth"
          + " application-default login) cannot be used: ";

  private TokenServer tokens;

  @BeforeEach
  void start() throws IOException {
    tokens = new TokenServer();
  }

  @AfterEach
  void stop() {
    tokens.close();
  }

  private static String failureWith(GoogleAccount.Finder finder) {
    try (TestAccount account = TestAccount.finding(finder)) {
      StorageException failure =
          assertThrows(
              StorageException.class,
              () -> GcsClients.singleAttempts(account.endpoint()).get("my-bucket", "object"));
      return String.valueOf(GcsClients.failure(failure).getMessage());
    }
  }

  private GoogleCredentials keyOfAServiceAccount() throws IOException {
    try {
      return ServiceAccountCredentials.newBuilder()
          .setClientEmail("a@p.iam.gserviceaccount.com")
          .setPrivateKey(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate())
          .setTokenServerUri(tokens.uri())
          .setScopes(List.of("https://www.googleapis.com/auth/cloud-platform"))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aMissingAccountIsExplained() {
    assertThat(
        failureWith(
            () -> {
              throw new IOException("Your default credentials were not found. To set up ...");
            }),
        startsWith("no Google account is known here: run gcloud auth application-default login"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Error reading credential file from environment variable GOOGLE_APPLICATION_CREDENTIALS,"
            + " value '/no/such.json': File does not exist. | /no/such.json: File does not exist.",
        "Error reading credential file from location /home/a.json: a reason | /home/a.json: a"
            + " reason",
        "no JSON input found | it is not the JSON file of a Google account",
        "\"\" | it is not the JSON file of a Google account",
      })
  void aKeyFileThatCannotBeReadIsExplained(String message, String reason) {
    assertThat(
        failureWith(
            () -> {
              throw new IllegalArgumentException(message);
            }),
        is(CANNOT_BE_USED + reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----\n",
        "{\"type\":\"authorized_user\",\"client",
        "{",
        "",
        "[]",
        "{\"installed\":{}}",
        "{\"type\":\"other\"}"
      })
  void aFileThatIsNoGoogleAccountIsSaidToBeNone(String content) {
    assertThat(
        failureWith(() -> read("/home/key.pem", content)),
        endsWith("it is not the JSON file of a Google account"));
  }

  @Test
  void theNameOfALongFileDoesNotHideWhatIsWrong() {
    assertThat(
        failureWith(() -> read("/home/" + "x".repeat(300), "text")),
        endsWith("...: it is not the JSON file of a Google account"));
  }

  @Test
  void aFolderInPlaceOfAKeyFileIsSaidToBeOne(@TempDir Path folder) {
    assertThat(
        failureWith(
            () -> {
              throw new IOException(OF_VARIABLE + folder + "': File does not exist.");
            }),
        is(CANNOT_BE_USED + folder + ": it is a folder"));
  }

  /** Reads a text as Google's library reads the file that the environment names. */
  private static GoogleCredentials read(String file, String content) throws IOException {
    try {
      return GoogleCredentials.fromStream(new ByteArrayInputStream(content.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new IOException(OF_VARIABLE + file + "': " + e.getMessage(), e);
    }
  }

  @Test
  void anExpiredLoginIsExplained() {
    tokens.refusing(400, "invalid_grant", "reauth related error (invalid_rapt)");

    assertThat(
        failureWith(() -> TestAccount.login(tokens)),
        is(
            "Google refuses the login of this machine (reauth related error (invalid_rapt)): run"
                + " gcloud auth application-default login"));
  }

  @Test
  void aDeletedKeyOfAServiceAccountIsExplained() {
    tokens.refusing(400, "invalid_grant", "Invalid JWT Signature.");

    assertThat(
        failureWith(this::keyOfAServiceAccount),
        is(
            "Google refuses the key of the service account (Invalid JWT Signature): create a"
                + " key"));
  }

  @Test
  void aFailureOfTheTokenEndpointMayPass() {
    tokens.refusing(503, "busy", "try later");
    IOException failure =
        assertThrows(IOException.class, () -> TestAccount.login(tokens).refreshAccessToken());

    assertThat(GoogleAccount.problem(failure), is(nullValue()));
  }

  @Test
  void aVirtualMachineWithoutAServiceAccountIsExplained() {
    ComputeEngineCredentials machine =
        ComputeEngineCredentials.newBuilder()
            .setHttpTransportFactory(
                () ->
                    new MockHttpTransport.Builder()
                        .setLowLevelHttpResponse(new MockLowLevelHttpResponse().setStatusCode(404))
                        .build())
            .build();
    IOException failure = assertThrows(IOException.class, machine::refreshAccessToken);

    assertThat(
        GoogleAccount.problem(failure),
        is(
            "this virtual machine has no Google account: set its service account, with the scope"
                + " cloud-platform"));
  }

  @Test
  void aRefusalOfTheBucketIsNotOneOfTheAccount() {
    assertThat(GoogleAccount.problem(new StorageException(403, "forbidden")), is(nullValue()));
  }
}
