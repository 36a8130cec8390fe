package dev.marketdata.kalshi.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.protobuf.ByteString;
import dev.marketdata.kalshi.gcs.TestAccount;
import dev.marketdata.kalshi.gcs.TokenServer;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import io.grpc.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads secrets with Google's client over gRPC, with and without errors. */
@Timeout(60)
class SecretManagerTest {

  private static final String KEY_ID = "projects/kalshi-prod/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/kalshi-prod/secrets/prod-keyfile/versions/2";
  private static final String ROLE = "roles/secretmanager.secretAccessor";

  private FakeSecretManager secrets;

  @BeforeEach
  void start() throws IOException {
    secrets = FakeSecretManager.start();
  }

  @AfterEach
  void stop() {
    secrets.close();
  }

  @Test
  void aSecretIsReadWithoutBlanksAround() throws Exception {
    secrets.holding(KEY_ID, "  a952bcbe\n");

    assertThat(new SecretSource(KEY_ID).read(), is("a952bcbe"));
  }

  @Test
  void aCredentialOfTwoSecretsIsGood() throws Exception {
    SimulatorKeys keys = SimulatorKeys.rsa();
    secrets.holding(KEY_ID, keys.keyId()).holding(KEY_FILE, keys.pem());

    RequestSigner signer =
        RequestSigner.of(
            new CredentialSources(new SecretSource(KEY_ID), new SecretSource(KEY_FILE)));

    assertThat(
        signer.headers(Instant.EPOCH, "GET", "/").get("KALSHI-ACCESS-KEY"), is(keys.keyId()));
  }

  @Test
  void aSecretIsReadOnceByAllThreadsOfAJvm() {
    secrets.holding(KEY_ID, "a952bcbe");

    IntStream.range(0, 16).parallel().forEach(i -> read());

    assertThat(secrets.accesses(), is(List.of(KEY_ID)));
  }

  private static void read() {
    try {
      new SecretSource(KEY_ID).read();
    } catch (InvalidCredentialException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSecretWithoutAChecksumIsAccepted() throws Exception {
    secrets.answering(
        KEY_ID, SecretPayload.newBuilder().setData(ByteString.copyFromUtf8("a952bcbe")).build());

    assertThat(new SecretSource(KEY_ID).read(), is("a952bcbe"));
  }

  @Test
  void aSecretThatArrivesDamagedIsRefused() {
    secrets.answering(
        KEY_ID,
        SecretPayload.newBuilder()
            .setData(ByteString.copyFromUtf8("a952bcbe"))
            .setDataCrc32C(1)
            .build());

    assertThat(
        refusal(),
        is(KEY_ID + " was damaged on the way: its CRC32C is not the one that Secret Manager sent"));
  }

  @Test
  void aSecretOfBytesIsNoText() {
    secrets.holding(KEY_ID, ByteString.copyFrom(new byte[] {0x30, (byte) 0x82, (byte) 0xff}));

    assertThat(refusal(), is(KEY_ID + " is not UTF-8 text"));
  }

  @Test
  void anEmptySecretIsNamed() {
    secrets.holding(KEY_ID, " \n");

    assertThat(refusal(), is(KEY_ID + " is empty"));
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, does not exist",
    "FAILED_PRECONDITION, is disabled or destroyed",
    "PERMISSION_DENIED, is not readable by this account",
    "UNAUTHENTICATED, is not readable by this account",
    "UNAVAILABLE, Secret Manager kept returning UNAVAILABLE",
    "INTERNAL, Secret Manager returned INTERNAL",
  })
  void aRefusalNamesTheSecretTheReasonAndTheRole(Status.Code code, String reason) {
    secrets.refusing(KEY_ID, code.toStatus().withDescription("the service's own words"));

    assertThat(refusal(), startsWith(KEY_ID));
    assertThat(refusal(), containsString(reason));
    assertThat(refusal(), containsString(ROLE + " on projects/kalshi-prod/secrets/prod-keyid,"));
  }

  @Test
  void anUnavailableSecretManagerIsRetried() {
    secrets.refusing(KEY_ID, Status.UNAVAILABLE);

    assertThat(refusal(), containsString("UNAVAILABLE"));
    assertThat(secrets.accesses().size(), is(FakeSecretManager.ATTEMPTS));
  }

  @Test
  void aFailedReadIsRepeatedTheNextTime() throws Exception {
    assertThat(refusal(), containsString("does not exist"));

    secrets.holding(KEY_ID, "a952bcbe");

    assertThat(new SecretSource(KEY_ID).read(), is("a952bcbe"));
  }

  @Test
  void withoutAGoogleAccountTheMessageNamesTheCommand() {
    SecretManager nobody =
        new SecretManager(
            () -> {
              throw new IOException("Your default credentials were not found.");
            });

    assertThat(
        assertThrows(InvalidCredentialException.class, () -> nobody.read(KEY_ID)).getMessage(),
        is(
            KEY_ID
                + " cannot be read: no Google account is known here: run gcloud auth"
                + " application-default login, or set GOOGLE_APPLICATION_CREDENTIALS to the key"
                + " file of a service account"));
  }

  @Test
  void aRefusedLoginIsNotTakenForAMissingPermission() throws Exception {
    try (TokenServer tokens = new TokenServer().refusing(400, "invalid_grant", "Revoked.")) {
      secrets.holding(KEY_ID, "a952bcbe").as(TestAccount.login(tokens));

      assertThat(
          refusal(),
          is(
              KEY_ID
                  + " cannot be read: Google refuses the login of this machine (Revoked): run"
                  + " gcloud auth application-default login"));
    }
  }

  @Test
  void anInvalidKeyIsReportedWithItsLocationAndNotItsText() {
    secrets.holding(KEY_ID, "a952bcbe").holding(KEY_FILE, "not a key");
    CredentialSources sources =
        new CredentialSources(new SecretSource(KEY_ID), new SecretSource(KEY_FILE));

    String message =
        String.valueOf(assertThrows(InvalidCredentialException.class, sources::check).getMessage());

    assertThat(message, startsWith("the private key at " + KEY_FILE + " cannot be used"));
    assertThat(message, not(containsString("not a key")));
  }

  private static String refusal() {
    return String.valueOf(
        assertThrows(InvalidCredentialException.class, () -> new SecretSource(KEY_ID).read())
            .getMessage());
  }
}
