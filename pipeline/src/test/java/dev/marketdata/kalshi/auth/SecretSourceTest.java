package dev.marketdata.kalshi.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the locations of secrets, and the messages for missing secrets. */
class SecretSourceTest {

  private static final String PLACE =
      "must be projects/P/secrets/S/versions/V, file:PATH or env:NAME (never the secret itself)";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "file:",
        "env:",
        "kalshi.key",
        "FILE:kalshi.key",
        "-----BEGIN PRIVATE KEY-----",
        "https://example.com/key",
        "projects/p/secrets/s",
        "projects/p/secrets/s/versions/",
        "projects/p/secrets/s/versions/newest",
        "projects/p/secrets/s/versions/0",
        "projects/p/secrets/s/versions/1/more",
        "projects/p/secrets/a b/versions/1",
        "projects/../secrets/s/versions/1"
      })
  void aPlaceIsASecretAFileOrAVariable(String location) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new SecretSource(location));

    assertThat(refusal.getMessage(), is(PLACE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "projects/kalshi-prod/secrets/prod-keyid/versions/latest",
        "projects/123456789012/secrets/prod_keyfile/versions/17",
        "projects/example.com:kalshi/secrets/S/versions/1"
      })
  void aPlaceMayBeAVersionOfASecret(String location) {
    assertThat(new SecretSource(location).isOnThisMachine(), is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:key.pem", "env:KEY"})
  void filesAndVariablesAreOnThisMachine(String location) {
    assertThat(new SecretSource(location).isOnThisMachine(), is(true));
  }

  @Test
  void aSecretInAFileIsReadWithoutBlanksAround() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "\n  the secret \r\n");

    assertThat(new SecretSource("file:" + file).read(), is("the secret"));
  }

  @Test
  void aSecretInAVariableIsReadWithoutBlanksAround() throws Exception {
    assertThat(
        new SecretSource("env:KEY").read(Map.of("KEY", " the secret\n")::get), is("the secret"));
  }

  @Test
  void aVariableThatIsNotSetIsNamed() {
    assertThat(
        refusal(new SecretSource("env:NO_SUCH_KEY")),
        is("the environment variable NO_SUCH_KEY is not set"));
  }

  @Test
  void aVariableThatIsEmptyIsNamed() {
    SecretSource source = new SecretSource("env:KEY");
    InvalidCredentialException refusal =
        assertThrows(InvalidCredentialException.class, () -> source.read(Map.of("KEY", "  ")::get));

    assertThat(refusal.getMessage(), is("env:KEY is empty"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none");

    assertThat(refusal(new SecretSource("file:" + file)), is("there is no file " + file));
  }

  @Test
  void aLeadingTildeIsTheHomeFolder() {
    assertThat(
        refusal(new SecretSource("file:~/no-such-key.pem")),
        is("there is no file " + System.getProperty("user.home") + "/no-such-key.pem"));
  }

  @Test
  void aFileThatIsEmptyIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), " \n");

    assertThat(refusal(new SecretSource("file:" + file)), is("file:" + file + " is empty"));
  }

  @Test
  void aSecretInUtf16IsRead() throws Exception {
    Path file =
        Files.write(folder.resolve("id"), "\uFEFFa952bcbe\r\n".getBytes(StandardCharsets.UTF_16LE));

    assertThat(new SecretSource("file:" + file).read(), is("a952bcbe"));
  }

  @Test
  void aSecretFromAPipeIsReadOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(), is(0));
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(pipe, "the secret"));
    SecretSource source = new SecretSource("file:" + pipe);

    assertThat(source.read(), is("the secret"));
    writer.join();
    // A second read of the pipe would wait for ever.
    assertThat(source.read(), is("the secret"));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aKeyThatIsTooShortToSignIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(512);
    String pem = KeyTexts.pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
    CredentialSources sources =
        new CredentialSources(
            new SecretSource("file:" + Files.writeString(folder.resolve("id"), "id")),
            new SecretSource("file:" + Files.writeString(folder.resolve("pem"), pem)));

    assertThat(
        assertThrows(InvalidCredentialException.class, sources::check).getMessage(),
        is(
            "the private key at file:"
                + folder.resolve("pem")
                + " cannot be used: it is too short to sign with, 512 bits"));
  }

  @Test
  void aFolderCannotBeRead() {
    assertThat(
        refusal(new SecretSource("file:" + folder)),
        is(folder + " cannot be read: Is a directory"));
  }

  @Test
  void aFileOfBytesIsNoText() throws Exception {
    Path file = Files.write(folder.resolve("key.der"), new byte[] {0x30, (byte) 0x82, (byte) 0xff});

    assertThat(refusal(new SecretSource("file:" + file)), is(file + " is not UTF-8 text"));
  }

  @Test
  void aFileOfTheLargestSizeIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "x".repeat(64 * 1024));

    assertThat(new SecretSource("file:" + file).read().length(), is(64 * 1024));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "~", "a952bcbe-ec3b"})
  void aKeyIdIsOneWordOfPlainAscii(String id) throws Exception {
    assertThat(
        RequestSigner.of(sourcesOf(id)).headers(Instant.EPOCH, "GET", "/").get("KALSHI-ACCESS-KEY"),
        is(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\u007fb", "a\nb", "a\u00e9"})
  void anyOtherKeyIdIsRefused(String id) throws Exception {
    CredentialSources sources = sourcesOf(id);

    assertThat(
        assertThrows(InvalidCredentialException.class, () -> RequestSigner.of(sources))
            .getMessage(),
        is("the key id at file:" + folder.resolve("id") + " must be one word of ASCII characters"));
  }

  private CredentialSources sourcesOf(String id) throws Exception {
    return new CredentialSources(
        new SecretSource("file:" + Files.writeString(folder.resolve("id"), id)),
        new SecretSource(
            "file:" + Files.writeString(folder.resolve("pem"), SimulatorKeys.ed25519().pem())));
  }

  @Test
  void aHugeFileIsNoCredential() throws Exception {
    Path file = Files.write(folder.resolve("key"), new byte[64 * 1024 + 1]);

    assertThat(
        refusal(new SecretSource("file:" + file)), is(file + " is too large to be a credential"));
  }

  @Test
  void itsTextIsTheLocation() {
    assertThat(new SecretSource("env:KALSHI_KEY").toString(), is("env:KALSHI_KEY"));
  }

  @Test
  void theTextOfAKeyShowsNeitherHalf() {
    Object signer = new RequestSigner("a952bcbe", KeyTexts.ED25519.getPrivate());

    assertThat(signer.toString(), not(containsString("a952bcbe")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rw------x"})
  void aFileThatOthersMayReadIsReportedWithTheFixingCommand(String permissions) throws Exception {
    Path file = keyFile(permissions);

    assertThat(
        new SecretSource("file:" + file).permissionWarning(),
        is(file + " is open to others on this machine: chmod 600 \"" + file + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void aFileOfItsOwnerOnlyIsNoProblem(String permissions) throws Exception {
    assertThat(
        new SecretSource("file:" + keyFile(permissions)).permissionWarning(), is(nullValue()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"env:KEY", "projects/p/secrets/s/versions/1", "file:no-such-key.pem"})
  void aLocationThatIsNoFileIsNoProblem(String location) {
    assertThat(new SecretSource(location).permissionWarning(), is(nullValue()));
  }

  @Test
  void theTargetOfALinkIsChecked() throws Exception {
    Path file = keyFile("rw-r--r--");
    Path link = Files.createSymbolicLink(folder.resolve("link.pem"), file);

    assertThat(
        new SecretSource("file:" + link).permissionWarning(),
        containsString("chmod 600 \"" + link));
  }

  @Test
  void aRunWithAKeyThatOthersMayReadWarnsOnce() throws Exception {
    Path file = keyFile("rw-r--r--");
    SecretSource id =
        new SecretSource("file:" + Files.writeString(folder.resolve("id"), "a952bcbe"));

    assertThat(
        warnings(new CredentialSources(id, new SecretSource("file:" + file))),
        contains(
            "The private key in "
                + file
                + " is open to others on this machine: chmod 600 \""
                + file
                + "\""));
  }

  private Path keyFile(String permissions) throws IOException {
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this file system has no POSIX permissions");
    Path file = Files.writeString(folder.resolve("key.pem"), KeyTexts.ed25519());
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static List<String> warnings(CredentialSources sources) throws Exception {
    List<String> said = new ArrayList<>();
    Logger log = Logger.getLogger(CredentialSources.class.getName());
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(listener);
    log.setUseParentHandlers(false);
    try {
      sources.check();
    } finally {
      log.setUseParentHandlers(true);
      log.removeHandler(listener);
    }
    return said;
  }

  @Test
  void anInvalidKeyIsReportedWithItsLocation() throws Exception {
    Path id = Files.writeString(folder.resolve("id"), "a952bcbe");
    Path pem = Files.writeString(folder.resolve("pem"), KeyTexts.publicKey());
    CredentialSources sources =
        new CredentialSources(new SecretSource("file:" + id), new SecretSource("file:" + pem));

    assertThat(
        assertThrows(InvalidCredentialException.class, sources::check).getMessage(),
        is(
            "the private key at file:"
                + pem
                + " cannot be used: it is a public key, not a private key"));
  }

  @Test
  void aKeyIdOfSeveralWordsIsRefused() throws Exception {
    Path id = Files.writeString(folder.resolve("id"), "a952bcbe\r\nX-Injected: 1");
    SecretSource source = new SecretSource("file:" + id);

    assertThat(
        assertThrows(InvalidCredentialException.class, new CredentialSources(source, source)::check)
            .getMessage(),
        is("the key id at file:" + id + " must be one word of ASCII characters"));
  }

  private static String refusal(SecretSource source) {
    return String.valueOf(
        assertThrows(InvalidCredentialException.class, source::read).getMessage());
  }
}
