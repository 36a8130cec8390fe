package dev.marketdata.kalshi.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.TestAccount;
import dev.marketdata.kalshi.storage.StorageServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests output locations, and the claim of a run's folder. */
class OutputRootTest {

  private static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "test",
          Instant.parse("2026-11-22T14:04:00Z"));

  @TempDir Path folder;

  @Test
  void theFirstToClaimARunsFolderHasIt() throws Exception {
    OutputRoot root = new OutputRoot(folder.toString());

    assertThat(List.of(root.claim(RUN), root.claim(RUN)), is(List.of(true, false)));
  }

  @Test
  void aClaimMakesTheRunsFolder() throws Exception {
    new OutputRoot(folder.resolve("new").toString()).claim(RUN);

    assertThat(Files.isDirectory(folder.resolve("new").resolve(RUN.folder())), is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | The specified bucket does not exist. | ; create the bucket, or correct its name",
        "403 | a@b.iam.gserviceaccount.com does not have storage.objects.create access to the Google"
            + " Cloud Storage object. | ; grant it roles/storage.objectCreator and"
            + " roles/storage.objectViewer on the bucket",
        "403 | Provided scope(s) are not authorized | ; give the virtual machine the scope"
            + " cloud-platform",
        "403 | Insufficient Permission | ; give the virtual machine the scope cloud-platform",
        "403 | The billing account for the owning project is disabled in state absent | ''",
      })
  void aRefusalOfTheBucketHasARemedy(int status, String message, String remedy) {
    assertThat(
        OutputRoot.remedy(GcsClients.failure(new StorageException(status, message))), is(remedy));
  }

  @Test
  void aRefusalOfAFolderHasNoRemedy() {
    assertThat(OutputRoot.remedy(new IOException("in the way")), is(""));
  }

  @Test
  void aRunWithoutAGoogleAccountDoesNotWaitForTheBucket() {
    try (TestAccount account = TestAccount.missing()) {
      OutputRoot root = new OutputRoot("gs://my-bucket", account.endpoint());

      assertThat(
          assertThrows(IOException.class, () -> root.claim(RUN)).getMessage(),
          startsWith("no Google account is known here: "));
    }
  }

  @Test
  void aRootThatCannotBeWrittenIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    OutputRoot root = new OutputRoot(file.toString());

    assertThat(
        String.valueOf(assertThrows(IOException.class, () -> root.claim(RUN)).getMessage())
            .startsWith(file.toString()),
        is(true));
  }

  @Test
  void aLocationThatIsSpeltWrongIsRefusedWithWhatWasMeant() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new OutputRoot("gs:/bucket/data"))
            .getMessage(),
        is(
            "must be a local folder or a bucket, such as data or gs://my-bucket/data; did you mean"
                + " gs://bucket/data?"));
  }

  @Test
  void aLeadingTildeIsTheHomeFolder() {
    assertThat(new OutputRoot("~/data").location(), is(System.getProperty("user.home") + "/data"));
  }

  @Test
  void aFolderIsListedByName() throws Exception {
    Files.createDirectories(folder.resolve("runs/a"));
    Files.writeString(folder.resolve("runs/b"), "");

    assertThat(new OutputRoot(folder.toString()).list("runs"), containsInAnyOrder("a", "b"));
  }

  @Test
  void aFolderOfABucketIsListedByName() throws Exception {
    try (StorageServer storage = StorageServer.start().bucket("out")) {
      for (String name : List.of("runs/a/1", "runs/a/2", "runs/b", "runs-not")) {
        storage.put("out", "data/" + name, "");
      }

      assertThat(inBucket(storage).list("runs"), containsInAnyOrder("a", "b"));
    }
  }

  @Test
  void aFolderThatDoesNotExistIsEmpty() throws Exception {
    try (StorageServer storage = StorageServer.start().bucket("out")) {
      assertThat(new OutputRoot(folder.toString()).list("runs"), is(empty()));
      assertThat(inBucket(storage).list("runs"), is(empty()));
    }
  }

  @Test
  void anObjectIsRead() throws Exception {
    try (StorageServer storage = StorageServer.start().bucket("out")) {
      storage.put("out", "data/runs/a", "text");

      try (InputStream object = inBucket(storage).read("runs/a")) {
        assertThat(object.readAllBytes(), is("text".getBytes(UTF_8)));
      }
    }
  }

  @Test
  void aMissingObjectIsAFailure() throws Exception {
    try (StorageServer storage = StorageServer.start().bucket("out");
        InputStream object = inBucket(storage).read("runs/a")) {
      assertThrows(IOException.class, object::read);
    }
  }

  private static OutputRoot inBucket(StorageServer storage) {
    return new OutputRoot("gs://out/data", GcsEndpoint.of(storage.endpoint()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s3://bucket/data"})
  void anotherSchemeIsRefused(String location) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new OutputRoot(location)).getMessage(),
        is("must be a local folder or a bucket, such as data or gs://my-bucket/data"));
  }

  @Test
  void theHomeFolderOfAnotherUserIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new OutputRoot("~nobody/x"))
            .getMessage(),
        is(
            "must be a local folder or a bucket, such as data or gs://my-bucket/data; only ~/ is"
                + " known, the home folder; a local name with a tilde is written ./~nobody/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/x", "a//b", "a//", ".", "..", "../x", "a/..", "a/./b", "*", "a/b?", "[a]"})
  void aPrefixThatToolsReadOtherwiseIsRefused(String prefix) {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> new OutputRoot("gs://my-output/" + prefix))
            .getMessage(),
        is("must have no empty part, no . or .. between slashes, and no wildcard (* ? [ ])"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "/a/", "/a/b c/", "/.a/..b/c../...", "/a.b/ünï"})
  void aPrefixHasAnyOtherName(String prefix) {
    assertThat(new OutputRoot("gs://my-output" + prefix).location(), is("gs://my-output" + prefix));
  }

  @Test
  void aTextThatIsNoPathIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new OutputRoot("a\0b")).getMessage(),
        is("must be a path"));
  }

  @ParameterizedTest
  @CsvSource({
    "gs://bucket/data, gs://bucket/data/runs/r",
    "gs://bucket,      gs://bucket/runs/r",
    "out,              out/runs/r",
    "./out/,           out/runs/r",
    "/var/out,         /var/out/runs/r"
  })
  void aPlaceIsWhereAPersonFindsIt(String location, String place) {
    assertThat(new OutputRoot(location).resolve("runs/r"), is(place));
  }

  @Test
  void itsTextIsThatOfTheOption() {
    assertThat(new OutputRoot("./out/").toString(), is("./out/"));
  }
}
