package dev.marketdata.kalshi.auth;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret lies: {@code projects/P/secrets/S/versions/V} in Secret Manager, {@code file:PATH}
 * or {@code env:NAME}. It travels with the job; the secret itself is read where it is used and
 * nowhere else.
 */
public record SecretSource(String location) implements Serializable {

  private static final String FILE = "file:";
  private static final String ENV = "env:";
  private static final Pattern ON_THIS_MACHINE = Pattern.compile("(file|env):.+", Pattern.DOTALL);
  private static final long MAX_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  /** Checks the form. A refusal never quotes the text, for it may be the secret itself. */
  public SecretSource {
    if (!ON_THIS_MACHINE.matcher(location).matches()
        && !SecretManager.VERSION.matcher(location).matches()) {
      throw new IllegalArgumentException(
          "say where it lies, as projects/P/secrets/S/versions/V, file:PATH or env:NAME (never the"
              + " secret itself)");
    }
  }

  /** Returns true if the secret is a file or an environment variable of this machine. */
  public boolean isOnThisMachine() {
    return ON_THIS_MACHINE.matcher(location).matches();
  }

  /**
   * Returns the secret without surrounding blanks, never empty.
   *
   * @throws InvalidCredentialException if it cannot be read; the message names the place
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
    if (text.isBlank()) {
      throw new InvalidCredentialException(location + " is empty");
    }
    return text.strip();
  }

  private Path path() {
    return Path.of(location.substring(FILE.length()));
  }

  /**
   * Returns what is to be said to whoever owns a file that others on this machine may use; null if
   * it is no file, its owner's alone, or on a file system without such permissions.
   */
  @Nullable String openToOthers() {
    if (!location.startsWith(FILE)) {
      return null;
    }
    Path path = path();
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      return view == null || OWNERS.containsAll(view.readAttributes().permissions())
          ? null
          : path + " is open to others on this machine: chmod 600 \"" + path + "\"";
    } catch (IOException e) {
      // What keeps it from being looked at keeps it from being read, which says so.
      return null;
    }
  }

  private static String fromFile(Path path) throws InvalidCredentialException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new InvalidCredentialException(path + " is too large to be a credential");
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new InvalidCredentialException("there is no file " + path);
    } catch (MalformedInputException e) {
      throw new InvalidCredentialException(path + " is not a text file");
    } catch (IOException e) {
      throw new InvalidCredentialException(path + " cannot be read: " + Excerpt.of(e));
    }
  }

  @Override
  public String toString() {
    return location;
  }
}
