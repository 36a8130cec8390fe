package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyArray;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the folder that native code is unpacked into. */
class NativeCodeTest {

  @TempDir private Path folder;

  @Test
  void theFirstFolderThatCanBeUsedIsTaken() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));

    assertThat(
        NativeCode.firstUsable(List.of(folder.resolve("missing"), file, first, second)),
        is(Optional.of(first)));
  }

  @Test
  void aTryLeavesNothingBehind() {
    Optional<Path> unused = NativeCode.firstUsable(List.of(folder));

    assertThat(folder.toFile().list(), is(emptyArray()));
  }

  @Test
  void noFolderMayBeUsable() {
    assertThat(NativeCode.firstUsable(List.of(folder.resolve("missing"))), is(Optional.empty()));
  }

  @Test
  void theLibraryLoadsHere() {
    assertDoesNotThrow(NativeCode::load);
  }
}
