package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a run's output may lie, and who has it. */
class OutputRootTest {

  private static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "test",
          Instant.parse("2026-11-22T14:04:00Z"));

  @TempDir Path folder;

  @Test
  void blanksAreNoFolder() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new OutputRoot(" ")).getMessage(),
        is("a local folder or gs://bucket is needed"));
  }

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

  @Test
  void aRootThatCannotBeWrittenIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    OutputRoot root = new OutputRoot(file.toString());

    assertThat(
        String.valueOf(assertThrows(IOException.class, () -> root.claim(RUN)).getMessage())
            .startsWith(file.toString()),
        is(true));
  }
}
