package dev.marketdata.kalshi.store;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a run's output lies: a local folder, or {@code gs://bucket[/prefix]}.
 *
 * @param location the text of the option
 */
public record OutputRoot(String location) implements Serializable {

  private static final String CLOUD_STORAGE = "gs://";

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public OutputRoot {
    if (location.isBlank() || (location.contains("://") && !location.startsWith(CLOUD_STORAGE))) {
      throw new IllegalArgumentException("a local folder is needed");
    }
    try {
      Path unused = Path.of(location);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path", e);
    }
  }

  /** Opens the store of a run. */
  public ObjectStore open(RunId run) {
    if (location.startsWith(CLOUD_STORAGE)) {
      throw new UnsupportedOperationException("Cloud Storage is not in this build");
    }
    return new LocalStore(Path.of(location), run.name());
  }

  /**
   * Takes the run's folder, so that two runs begun in one second do not share it.
   *
   * @return false if another run has it
   * @throws IOException if nothing can be written under the root
   */
  public boolean claim(RunId run) throws IOException {
    if (location.startsWith(CLOUD_STORAGE)) {
      throw new IOException("Cloud Storage is not in this build");
    }
    Path folder = Path.of(location).resolve(run.folder());
    Files.createDirectories(folder.getParent());
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return location;
  }
}
