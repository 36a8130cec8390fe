package dev.marketdata.kalshi.auth;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.base.UserPath;
import dev.marketdata.kalshi.base.UserText;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The location of a secret: {@code projects/P/secrets/S/versions/V} in Secret Manager, {@code
 * file:PATH} (a leading {@code ~/} is the home folder) or {@code env:NAME}. It is part of the job
 * graph; the secret itself is read only where it is used.
 */
public record SecretSource(String location) implements Serializable {

  private static final String FILE = "file:";
  private static final String ENV = "env:";
  private static final Pattern ON_THIS_MACHINE = Pattern.compile("(file|env):.+", Pattern.DOTALL);
  private static final int MAX_BYTES = 64 * 1024;
  // A pipe can be read once, and a run reads its credential twice: before it starts, and to sign.
  private static final Map<Path, String> FROM_PIPES = new ConcurrentHashMap<>();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  /** Checks the form. The exception never quotes the text, because it may be the secret itself. */
  public SecretSource {
    if (!ON_THIS_MACHINE.matcher(location).matches()
        && !SecretManager.VERSION.matcher(location).matches()) {
      throw new IllegalArgumentException(
          "must be projects/P/secrets/S/versions/V, file:PATH or env:NAME (never the secret itself)");
    }
  }

  /** Returns true if the secret is a file or an environment variable of this machine. */
  public boolean isOnThisMachine() {
    return ON_THIS_MACHINE.matcher(location).matches();
  }

  /**
   * Returns the secret without surrounding blanks, never empty.
   *
   * @throws InvalidCredentialException if it cannot be read; the message names the location
   */
  public String read() throws InvalidCredentialException {
    return read(System::getenv);
  }

  String read(UnaryOperator<@Nullable String> environment) throws InvalidCredentialException {
    String text;
    if (location.startsWith(ENV)) {
      String name = location.substring(ENV.length());
      text = environment.apply(name);
      if (text == null) {
        throw new InvalidCredentialException("the environment variable " + name + " is not set");
      }
    } else {
      text = location.startsWith(FILE) ? fromFile(path()) : SecretManager.shared().read(location);
    }
    String secret = UserText.strip(text);
    if (secret.isEmpty()) {
      throw new InvalidCredentialException(location + " is empty");
    }
    return secret;
  }

  private Path path() {
    return Path.of(UserPath.expanded(location.substring(FILE.length())));
  }

  /**
   * Returns a warning if other users of this machine have permissions on the file; null if they
   * have none, if the secret is not a file, or if the file system has no such permissions.
   */
  @Nullable String permissionWarning() {
    if (!location.startsWith(FILE)) {
      return null;
    }
    Path path = path();
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      return view == null || OWNER_ONLY.containsAll(view.readAttributes().permissions())
          ? null
          : path + " is open to others on this machine: chmod 600 \"" + path + "\"";
    } catch (IOException e) {
      // Reading the secret fails for the same reason and reports it.
      return null;
    }
  }

  private static String fromFile(Path path) throws InvalidCredentialException {
    String known = FROM_PIPES.get(path);
    if (known != null) {
      return known;
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidCredentialException(path + " is too large to be a credential");
      }
      String text = UserText.charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (!Files.isRegularFile(path)) {
        FROM_PIPES.put(path, text);
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new InvalidCredentialException("there is no file " + path);
    } catch (CharacterCodingException e) {
      throw new InvalidCredentialException(path + " is not UTF-8 text");
    } catch (IOException e) {
      throw new InvalidCredentialException(path + " cannot be read: " + Excerpt.of(e));
    }
  }

  @Override
  public String toString() {
    return location;
  }
}
