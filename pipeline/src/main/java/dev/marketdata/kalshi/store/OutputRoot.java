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
 * The root of a run's output: a local folder, or a location in Cloud Storage.
 *
 * @param location the path or {@code gs://} location
 * @param gcs the endpoint of Cloud Storage
 */
public record OutputRoot(String location, GcsEndpoint gcs) implements Serializable {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is neither; the message is the rule
   */
  public OutputRoot {
    if (GcsLocation.isGcsUri(location)) {
      GcsLocation unused = GcsLocation.parse(location);
    } else if (location.isBlank() || location.contains("://")) {
      throw new IllegalArgumentException(
          "must be a local folder or a bucket, such as data or gs://my-bucket/data");
    } else {
      try {
        Path unused = Path.of(location);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("must be a path", e);
      }
    }
  }

  /** Creates a root with Google's own endpoint. */
  public OutputRoot(String location) {
    this(location, GcsEndpoint.GOOGLE);
  }

  /** Returns whether the root is in Cloud Storage rather than a local folder. */
  public boolean isInBucket() {
    return GcsLocation.isGcsUri(location);
  }

  /** Opens the store of a run. */
  public ObjectStore open(RunId run) {
    return isInBucket()
        ? new GcsStore(GcsClients.of(gcs), GcsLocation.parse(location), run)
        : new LocalStore(Path.of(location), run.name());
  }

  /**
   * Claims the run's folder, so that two runs started in one second do not share it.
   *
   * @return false if another run has it
   * @throws IOException if nothing can be written under the root
   */
  public boolean claim(RunId run) throws IOException {
    return isInBucket() ? isFree(run) : makeFolder(run);
  }

  /**
   * Returns true if no run has files there. A bucket has no folders to create, and a marker object
   * would stay forever. Two runs that start in the same second are excluded by Dataflow, which
   * refuses a second active job of the same name.
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

  /** Returns the location of a path under the root, for people to read. */
  public String resolve(String path) {
    return isInBucket()
        ? GcsLocation.parse(location).resolve(path).toString()
        : Path.of(location).resolve(path).normalize().toString();
  }

  @Override
  public String toString() {
    return location;
  }
}
