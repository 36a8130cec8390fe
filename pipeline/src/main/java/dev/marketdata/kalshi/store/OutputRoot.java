package dev.marketdata.kalshi.store;

import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.GcsLocation;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a run's output lies: a local folder, or a bucket of Cloud Storage.
 *
 * @param location the text of the option
 * @param gcs where Cloud Storage is served
 */
public record OutputRoot(String location, GcsEndpoint gcs) implements Serializable {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public OutputRoot {
    if (GcsLocation.isGcsUri(location)) {
      GcsLocation unused = GcsLocation.parse(location);
    } else if (location.isBlank() || location.contains("://")) {
      throw new IllegalArgumentException("a local folder or gs://bucket is needed");
    } else {
      try {
        Path unused = Path.of(location);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("not a path", e);
      }
    }
  }

  /** A root whose bucket, if it is one, is Google's. */
  public OutputRoot(String location) {
    this(location, GcsEndpoint.GOOGLE);
  }

  /** Opens the store of a run. */
  public ObjectStore open(RunId run) {
    return GcsLocation.isGcsUri(location)
        ? new GcsStore(GcsClients.of(gcs), GcsLocation.parse(location), run)
        : new LocalStore(Path.of(location), run.name());
  }

  /**
   * Takes the run's folder, so that two runs begun in one second do not share it.
   *
   * @return false if another run has it
   * @throws IOException if nothing can be written under the root
   */
  public boolean claim(RunId run) throws IOException {
    return GcsLocation.isGcsUri(location) ? isFree(run) : makeFolder(run);
  }

  /**
   * A bucket has no folders to take, and a marker in place of one would lie there for good. So this
   * only looks whether a run has left its files; that no two of one name begin in the same second
   * is Dataflow's part, which refuses a second job of the same name.
   */
  private boolean isFree(RunId run) throws IOException {
    GcsLocation folder = GcsLocation.parse(location).resolve(run.folder() + "/");
    Storage storage = GcsClients.of(gcs);
    try {
      return !storage
          .list(folder.bucket(), BlobListOption.prefix(folder.name()), BlobListOption.pageSize(1))
          .getValues()
          .iterator()
          .hasNext();
    } catch (StorageException e) {
      throw GcsClients.failure(e);
    }
  }

  private boolean makeFolder(RunId run) throws IOException {
    Path folder = Path.of(location).resolve(run.folder());
    Files.createDirectories(folder.getParent());
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Returns where a path under the root lies, for people to read. */
  public String resolve(String path) {
    return GcsLocation.isGcsUri(location)
        ? GcsLocation.parse(location).resolve(path).toString()
        : Path.of(location).resolve(path).normalize().toString();
  }

  @Override
  public String toString() {
    return location;
  }
}
