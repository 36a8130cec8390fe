package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store in a local folder. */
class LocalStoreTest extends ObjectStoreContract {

  @TempDir Path folder;

  @Override
  ObjectStore open(String run) {
    return new LocalStore(root(), run);
  }

  @Override
  byte @Nullable [] see(String path) throws IOException {
    try {
      return Files.readAllBytes(root().resolve(path));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  Object changed(String path) throws IOException {
    return Files.getLastModifiedTime(root().resolve(path));
  }

  @Test
  void whatThisRunStoredIsThereAlready() throws Exception {
    store.create(PATH, shard("one"));

    assertThat(store.create(PATH, shard("two")).outcome(), is(Outcome.ALREADY_THERE));
  }

  @Test
  void aRepeatedWriteReplacesTheObject() throws Exception {
    write("runs/r/summary.json", "first");
    write("runs/r/summary.json", "second");

    assertThat(seen("runs/r/summary.json"), is("second"));
  }

  @Test
  void aShardHasItsFinalNameAndNoOther() throws Exception {
    store.create(PATH, shard("one"));
    store.create(PATH, shard("two"));

    assertThat(filesUnder("market_data"), contains(PATH));
  }

  @Test
  void aStoreIsClosedWhileAShardIsBeingWritten() throws Exception {
    store.write(
        "runs/r/summary.json",
        out -> {
          out.write(bytes("half"));
          store.close();

          assertThat(names(), contains(".partial-run-1"));
        });

    assertThat(seen("runs/r/summary.json"), is("half"));
  }

  @Test
  void nothingIsLeftInTheRunsDotFolder() throws Exception {
    store.create(PATH, shard("one"));
    store.create(PATH, shard("two"));

    assertThat(filesUnder(".partial-run-1"), is(List.of()));
  }

  @Test
  void unfinishedFilesAreInTheRunsDotFolder() throws Exception {
    store.write(
        "runs/r/summary.json",
        out -> {
          out.write(bytes("half"));

          assertThat(filesUnder("").get(0), containsString(".partial-run-1/"));
        });
  }

  @Test
  void theRunsDotFolderIsRemovedInTheEnd() throws Exception {
    store.create(PATH, shard("one"));
    store.close();

    assertThat(names(), contains("market_data"));
  }

  @Test
  void filesOfAKilledRunAreRemovedAfterADay() throws Exception {
    leave(".partial-killed", Duration.ofHours(25));
    store.close();

    assertThat(names(), is(List.of()));
  }

  @Test
  void unfinishedFilesOfAnotherRunAreKept() throws Exception {
    leave(".partial-running", Duration.ofHours(23));
    store.close();

    assertThat(names(), contains(".partial-running"));
  }

  @Test
  void otherFoldersAreLeftAlone() throws Exception {
    leave(".git", Duration.ofDays(400));
    leave("partial-results", Duration.ofDays(400));
    store.close();

    assertThat(names(), containsInAnyOrder(".git", "partial-results"));
  }

  @Test
  void aRootThatIsAFileIsAFailure() throws Exception {
    Files.writeString(root(), "not a folder");
    IOException failure = assertThrows(IOException.class, () -> store.create(PATH, shard("one")));
    Files.delete(root());
    Files.createDirectories(root());

    assertThat(failure.getMessage(), containsString(root().toString()));
  }

  @Test
  void aFileInPlaceOfAFolderIsAFailureNotAnObject() throws Exception {
    Files.createDirectories(root().resolve("market_data/ticker=A"));
    Files.writeString(root().resolve("market_data/ticker=A/date=2026-11-22"), "in the way");

    assertThat(
        assertThrows(IOException.class, () -> store.create(PATH, shard("one"))).getMessage(),
        containsString("market_data/ticker=A/date=2026-11-22"));
  }

  @Test
  void aFolderInPlaceOfAShardIsAFailureNotAnObject() throws Exception {
    Files.createDirectories(root().resolve(PATH));

    assertThat(
        assertThrows(IOException.class, () -> store.create(PATH, shard("one"))).getMessage(),
        is("Is a directory"));
  }

  @Test
  void aFailureLeavesNothingInTheDotFolder() throws Exception {
    Files.createDirectories(root());
    Files.writeString(root().resolve("market_data"), "in the way");
    assertThrows(IOException.class, () -> store.create(PATH, shard("one")));

    assertThat(filesUnder(".partial-run-1"), is(List.of()));
  }

  @Test
  void theLoserOfARaceGetsTheExistingObject() throws Exception {
    LocalStore late =
        storeWhoseLinks(
            (name, file) -> {
              Files.writeString(name, "1234567}\n");
              Files.createLink(name, file);
            });
    Files.createDirectories(root().resolve(PATH).getParent());

    assertThat(
        late.create(PATH, shard("something else")),
        is(StoredObject.of(Outcome.ALREADY_THERE, shard("1234567"))));
  }

  static Stream<Exception> waysToRefuseALink() {
    return Stream.of(
        new UnsupportedOperationException(),
        new FileSystemException("name", "file", "Operation not permitted"),
        new FileSystemException("name", "file", "Operation not supported"));
  }

  @ParameterizedTest
  @MethodSource("waysToRefuseALink")
  void aShardIsStoredWithoutHardLinks(Exception refusal) throws Exception {
    LocalStore withoutLinks = storeWhoseLinks((name, file) -> refuse(name, refusal));

    assertThat(
        withoutLinks.create(PATH, shard("123456789")),
        is(StoredObject.of(Outcome.STORED, shard("123456789"))));
    assertThat(seen(PATH), is("123456789}\n"));
    assertThat(filesUnder(""), contains(PATH));
  }

  @Test
  void anExistingShardIsNotOverwrittenWithoutHardLinks() throws Exception {
    LocalStore withoutLinks =
        storeWhoseLinks(
            (name, file) -> {
              refuse(name, null);
              Files.writeString(name, "1234567}\n");
              throw new UnsupportedOperationException();
            });

    assertThat(
        withoutLinks.create(PATH, shard("something else")),
        is(StoredObject.of(Outcome.ALREADY_THERE, shard("1234567"))));
    assertThat(seen(PATH), is("1234567}\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"schema\":1,\"mark", "\0\0\0\0", "{\"schema\":1}"})
  void aBrokenShardIsReplaced(String broken) throws Exception {
    Files.createDirectories(root().resolve(PATH).getParent());
    Files.writeString(root().resolve(PATH), broken);

    assertThat(
        store.create(PATH, shard("whole")), is(StoredObject.of(Outcome.REPLACED, shard("whole"))));
    assertThat(seen(PATH), is("whole}\n"));
  }

  @Test
  void aFullDiskIsToldApart() throws Exception {
    LocalStore full =
        storeWhoseLinks(
            (name, file) -> {
              throw new IOException("No space left on device");
            });

    assertThrows(StorageFullException.class, () -> full.create(PATH, shard("one")));
  }

  @Test
  void anExistingShardIsNotRetried() throws Exception {
    store.create(PATH, shard("one"));
    LocalStore later =
        storeWhoseLinks(
            (name, file) -> {
              throw new IllegalStateException("a link is not needed");
            });

    assertThat(later.create(PATH, shard("two")).outcome(), is(Outcome.ALREADY_THERE));
  }

  @Test
  void twoStoresOfOneRunDoNotShareTheirUnfinishedFiles() throws Exception {
    ObjectStore twin = open("run-1");
    store.write(
        "runs/r/one",
        one -> {
          twin.write("runs/r/two", two -> two.write(bytes("two")));
          one.write(bytes("one"));
        });

    assertThat(List.of(seen("runs/r/one"), seen("runs/r/two")), contains("one", "two"));
  }

  private LocalStore storeWhoseLinks(LocalStore.Links links) {
    return new LocalStore(root(), "run-1", links);
  }

  /** Fails if the folder is missing, like the system. */
  private static void refuse(Path name, @Nullable Exception refusal) throws IOException {
    if (!Files.isDirectory(name.resolveSibling("."))) {
      throw new NoSuchFileException(name.toString());
    }
    if (refusal instanceof IOException failure) {
      throw failure;
    }
    if (refusal instanceof RuntimeException unsupported) {
      throw unsupported;
    }
  }

  // A folder that does not exist yet, as an output folder does before the first run.
  private Path root() {
    return folder.resolve("out");
  }

  private void leave(String name, Duration age) throws IOException {
    Path left = Files.createDirectories(root().resolve(name));
    Files.writeString(left.resolve("half-written"), "{");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(age)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(root())) {
      return files.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private List<String> filesUnder(String path) throws IOException {
    try (Stream<Path> files = Files.walk(root().resolve(path))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root().relativize(file).toString())
          .toList();
    }
  }
}
