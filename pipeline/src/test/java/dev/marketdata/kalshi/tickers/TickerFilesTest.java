package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which ticker files are valid. */
class TickerFilesTest {

  @TempDir Path folder;

  @Test
  void aFileWithASelectorIsNoProblem() throws Exception {
    assertThat(files(file("t.txt", "A\n")).counts().problem(), is(nullValue()));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String file = folder.resolve("none.txt").toString();

    assertThat(files(file).counts().problem(), is("there is no ticker file at " + file));
  }

  @Test
  void aGlobThatFindsNothingIsNamed() {
    String glob = folder + "/*.txt";

    assertThat(files(glob).counts().problem(), is("there is no ticker file at " + glob));
  }

  @Test
  void anEmptyFileNamesNoTicker() throws Exception {
    String file = file("t.txt", "");

    assertThat(files(file).counts().problem(), is(file + " has no ticker"));
  }

  @Test
  void aFileOfCommentsNamesNoTicker() throws Exception {
    String file = file("t.txt", "# A\n\n  # B\n");

    assertThat(files(file).counts().problem(), is(file + " has no ticker"));
  }

  @Test
  void aTextIsReadInPlaceOfFiles() throws Exception {
    TickerFiles given = TickerFiles.ofText("standard input", "# mine\nseries:S\nno ticker\n");

    assertThat(given.selectors().get(0).source(), is(new SourceLine("standard input", 2)));
    assertThat(
        given.counts().firstInvalid().get(0),
        containsString("line 3 of standard input: Not a ticker: \"no ticker\""));
  }

  @Test
  void aFolderIsNoTickerFile() {
    assertThat(
        files(folder.toString()).counts().problem(),
        is("there is no ticker file at " + folder + ", which is a folder"));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/t.txt, ''",
    "file:///tmp/*.txt, ; did you mean /tmp/*.txt?",
    "GS://bucket/t.txt, ; did you mean gs://bucket/t.txt?",
    "series:KXHIGHNY, ; a ticker is given without --tickers="
  })
  void anUnknownFileSystemIsRefused(String pattern, String hint) {
    assertThat(
        refusal(pattern),
        is("must be a file or glob, local or at gs://, such as tickers.txt" + hint));
  }

  @Test
  void aLeadingTildeIsTheHomeFolder() {
    assertThat(files("~/t.txt").pattern(), is(System.getProperty("user.home") + "/t.txt"));
  }

  @Test
  void aBlankPatternIsRefused() {
    assertThat(refusal(" "), is("must be a file or glob, local or at gs://, such as tickers.txt"));
  }

  @Test
  void aGcsLocationWithoutABucketIsRefused() {
    assertThat(refusal("gs://"), is("must be gs:// and a bucket, such as gs://my-bucket"));
  }

  @Test
  void aBucketAloneIsRefused() {
    assertThat(
        refusal("gs://bucket"),
        is("must be a file or glob, local or at gs://, such as tickers.txt"));
  }

  @Test
  void anInvalidGlobIsAProblem() {
    String glob = folder + "/[a.txt";

    assertThat(
        files(glob).counts().problem(),
        startsWith("the ticker file " + glob + " cannot be read: "));
  }

  @Test
  void aGlobMayStandInAFolder() throws Exception {
    file("a/t.txt", "FROM-A\n");
    file("b/t.txt", "FROM-B\n");
    file("b/c/t.txt", "FROM-C\n");

    assertThat(selectors(folder + "/*/t.txt"), contains("FROM-A", "FROM-B"));
  }

  @Test
  void twoStarsReachFoldersOfAnyDepth() throws Exception {
    file("a/t.txt", "FROM-A\n");
    file("b/c/t.txt", "FROM-C\n");

    assertThat(selectors(folder + "/**/t.txt"), contains("FROM-A", "FROM-C"));
  }

  @Test
  void aGlobDoesNotSearchDeeperFolders() throws Exception {
    file("a/t.txt", "A\n");
    Path deeper = Files.createDirectories(folder.resolve("a/b"));
    // A walk of the whole tree ends here with an error.
    Files.createSymbolicLink(deeper.resolve("loop"), folder);

    assertThat(selectors(folder + "/*/t.txt"), contains("A"));
  }

  @Test
  void aGlobInAFolderThatIsALinkIsFollowed() throws Exception {
    file("real/t.txt", "A\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    assertThat(selectors(link + "/*.txt"), contains("A"));
  }

  @Test
  void aFileThatIsALinkIsFollowed() throws Exception {
    Files.createSymbolicLink(folder.resolve("link.txt"), Path.of(file("real", "A\n")));

    assertThat(selectors(folder + "/*.txt"), contains("A"));
  }

  @Test
  void aFileWhoseNameLooksLikeAGlobIsRead() throws Exception {
    assertThat(selectors(file("t[1].txt", "A\n")), contains("A"));
  }

  @Test
  void theFilesOfAGlobAreReadInTheOrderOfTheirNames() throws Exception {
    file("b.txt", "FROM-B\nBOTH\n");
    file("a.txt", "FROM-A\nBOTH\n");

    assertThat(selectors(folder + "/*.txt"), contains("FROM-A", "BOTH", "FROM-B"));
  }

  @Test
  void aGlobMayStandForAFolder() throws Exception {
    Files.createDirectories(folder.resolve("one"));
    Files.createDirectories(folder.resolve("two"));
    file("one/t.txt", "FROM-ONE\n");
    file("two/t.txt", "FROM-TWO\n");
    file("two/other.txt", "OTHER\n");

    assertThat(
        new TickerFiles(folder + "/*/t.txt", GcsEndpoint.GOOGLE)
            .selectors().stream().map(Object::toString).toList(),
        contains("FROM-ONE", "FROM-TWO"));
  }

  @Test
  void aFolderThatAGlobFindsIsNoTickerFile() throws Exception {
    Files.createDirectories(folder.resolve("sub.txt"));
    file("t.txt", "A\n");

    assertThat(
        new TickerFiles(folder + "/*.txt", GcsEndpoint.GOOGLE)
            .selectors().stream().map(Object::toString).toList(),
        contains("A"));
  }

  @Test
  void aSelectorKnowsItsFileOfAGlob() throws Exception {
    file("a.txt", "FROM-A\n");
    String second = file("b.txt", "\nFROM-B\n");

    assertThat(
        files(folder + "/*.txt").read().list().selectors().get(1).source(),
        is(new SourceLine(second, 2)));
  }

  @Test
  void aGlobIsFineIfOneOfItsFilesNamesATicker() throws Exception {
    file("a.txt", "");
    file("b.txt", "A");

    assertThat(files(folder + "/*.txt").counts().problem(), is(nullValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aFileMayBeInUtf16(String charset) throws Exception {
    Path file =
        Files.write(folder.resolve("t.txt"), "KXA\r\nKXB\r\n".getBytes(Charset.forName(charset)));

    assertThat(selectors(file.toString()), contains("KXA", "KXB"));
  }

  @Test
  void bytesInPlaceOfAFileMayBeInUtf16() throws Exception {
    TickerFiles given =
        TickerFiles.ofBytes("standard input", "\uFEFFKXA\n".getBytes(StandardCharsets.UTF_16LE));

    assertThat(given.selectors().get(0).text(), is("KXA"));
  }

  @Test
  void binaryBytesAreInvalidLines() throws Exception {
    Path file =
        Files.write(folder.resolve("t.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, '\n', 'A'});

    assertThat(files(file.toString()).read().list().invalid().size(), is(1));
  }

  private static TickerFiles files(String pattern) {
    return new TickerFiles(pattern, GcsEndpoint.GOOGLE);
  }

  private static List<String> selectors(String pattern) throws Exception {
    return files(pattern).selectors().stream().map(Object::toString).toList();
  }

  private static String refusal(String pattern) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> files(pattern)).getMessage());
  }

  private String file(String name, String text) throws Exception {
    Files.createDirectories(folder.resolve(name).getParent());
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
