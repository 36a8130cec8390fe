package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which ticker files can be used. */
class TickerFilesTest {

  @TempDir Path folder;

  @Test
  void aFileWithASelectorIsNoProblem() throws Exception {
    assertThat(new TickerFiles(file("t.txt", "A\n")).census().problem(), is(nullValue()));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String file = folder.resolve("none.txt").toString();

    assertThat(new TickerFiles(file).census().problem(), is("there is no ticker file at " + file));
  }

  @Test
  void aGlobThatFindsNothingIsNamed() {
    String glob = folder + "/*.txt";

    assertThat(new TickerFiles(glob).census().problem(), is("there is no ticker file at " + glob));
  }

  @Test
  void anEmptyFileNamesNoTicker() throws Exception {
    String file = file("t.txt", "");

    assertThat(
        new TickerFiles(file).census().problem(),
        is("the ticker file " + file + " names no ticker"));
  }

  @Test
  void aFileOfCommentsNamesNoTicker() throws Exception {
    String file = file("t.txt", "# A\n\n  # B\n");

    assertThat(
        new TickerFiles(file).census().problem(),
        is("the ticker file " + file + " names no ticker"));
  }

  @Test
  void aFolderIsNoTickerFile() {
    assertThat(
        new TickerFiles(folder.toString()).census().problem(),
        is("there is no ticker file at " + folder + ", which is a folder"));
  }

  @Test
  void aFileSystemThatNobodyKnowsIsAProblem() {
    assertThat(
        new TickerFiles("nosuch://bucket/t.txt").census().problem(),
        startsWith("the ticker file nosuch://"));
  }

  @Test
  void theFilesOfAGlobAreReadInTheOrderOfTheirNames() throws Exception {
    file("b.txt", "FROM-B\nBOTH\n");
    file("a.txt", "FROM-A\nBOTH\n");

    assertThat(
        new TickerFiles(folder + "/*.txt")
            .read().list().selectors().stream().map(Object::toString).toList(),
        contains("FROM-A", "BOTH", "FROM-B"));
  }

  @Test
  void aGlobMayStandForAFolder() throws Exception {
    Files.createDirectories(folder.resolve("one"));
    Files.createDirectories(folder.resolve("two"));
    file("one/t.txt", "FROM-ONE\n");
    file("two/t.txt", "FROM-TWO\n");
    file("two/other.txt", "OTHER\n");

    assertThat(
        new TickerFiles(folder + "/*/t.txt").selectors().stream().map(Object::toString).toList(),
        contains("FROM-ONE", "FROM-TWO"));
  }

  @Test
  void aFolderThatAGlobFindsIsNoTickerFile() throws Exception {
    Files.createDirectories(folder.resolve("sub.txt"));
    file("t.txt", "A\n");

    assertThat(
        new TickerFiles(folder + "/*.txt").selectors().stream().map(Object::toString).toList(),
        contains("A"));
  }

  @Test
  void aSelectorKnowsItsFileOfAGlob() throws Exception {
    file("a.txt", "FROM-A\n");
    String second = file("b.txt", "\nFROM-B\n");

    assertThat(
        new TickerFiles(folder + "/*.txt").read().list().selectors().get(1).source(),
        is(new SourceLine(second, 2)));
  }

  @Test
  void aGlobIsFineIfOneOfItsFilesNamesATicker() throws Exception {
    file("a.txt", "");
    file("b.txt", "A");

    assertThat(new TickerFiles(folder + "/*.txt").census().problem(), is(nullValue()));
  }

  @Test
  void bytesThatAreNoTextAreInvalidLines() throws Exception {
    Path file =
        Files.write(folder.resolve("t.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, '\n', 'A'});

    assertThat(new TickerFiles(file.toString()).read().list().invalid().size(), is(1));
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
