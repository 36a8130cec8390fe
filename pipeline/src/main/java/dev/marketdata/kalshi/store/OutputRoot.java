package dev.marketdata.kalshi.store;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.base.UserPath;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.OutageGate;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.GcsLocation;
import dev.marketdata.kalshi.gcs.GoogleAccount;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The root of a run's output: a local folder, or a location in Cloud Storage.
 *
 * @param location the path or {@code gs://} location
 * @param gcs the endpoint of Cloud Storage
 */
public record OutputRoot(String location, GcsEndpoint gcs) implements Serializable {

  private record RunUnderRoot(RunId run, OutputRoot root) {}

  private static final String PART = "(?![.]{1,2}(/|$))[^/*?\\[\\]]+";
  private static final Pattern PREFIX = Pattern.compile(PART + "(/" + PART + ")*/?");

  // All stores of a run wait for the end of an outage together.
  private static final Map<RunUnderRoot, OutageGate> GATES = new ConcurrentHashMap<>();

  /**
   * Checks the form. A leading {@code ~/} is the home folder.
   *
   * @throws IllegalArgumentException if it is neither; the message is the rule
   */
  public OutputRoot {
    String mistake = UserPath.mistake(location);
    if (GcsLocation.isGcsUri(location)) {
      checkPrefix(GcsLocation.parse(location).name());
    } else if (location.isBlank() || mistake != null) {
      throw new IllegalArgumentException(
          "must be a local folder or a bucket, such as data or gs://my-bucket/data"
              + (mistake == null ? "" : mistake));
    } else {
      location = UserPath.expanded(location);
      try {
        Path unused = Path.of(location);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("must be a path", e);
      }
    }
  }

  /** Refuses names that Google accepts, and that tools take for folders or patterns. */
  private static void checkPrefix(String prefix) {
    if (!prefix.isEmpty() && !PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "must have no empty part, no . or .. between slashes, and no wildcard (* ? [ ])");
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

  /** Opens the store of a run, whose calls are single attempts. */
  public ObjectStore open(RunId run) {
    return isInBucket()
        ? new GcsStore(
            GcsClients.of(gcs), GcsClients.singleAttempts(gcs), GcsLocation.parse(location), run)
        : new LocalStore(Path.of(location), run.name());
  }

  /**
   * Opens the store of a run. If it is in Cloud Storage, its calls are retried, and wait while that
   * is down.
   *
   * @param deadline the time until which they wait
   */
  public ObjectStore open(RunId run, Timing timing, Instant deadline) {
    ObjectStore store = open(run);
    return isInBucket()
        ? new RetryingStore(store, gate(run, timing, deadline), timing, deadline)
        : store;
  }

  /** Returns the outages of the storage in a run of this JVM. */
  public List<Outage> outages(RunId run) {
    OutageGate gate = GATES.get(new RunUnderRoot(run, this));
    return gate == null ? List.of() : gate.outages();
  }

  private OutageGate gate(RunId run, Timing timing, Instant deadline) {
    return GATES.computeIfAbsent(
        new RunUnderRoot(run, this),
        key -> {
          OutageGate gate = new OutageGate("Cloud Storage", run.name(), timing, deadline);
          // A bucket that refuses objects must be noticed before anything is fetched.
          gate.suspect();
          return gate;
        });
  }

  /**
   * Claims the run's folder, so that two runs started in one second do not share it.
   *
   * @return false if another run has it
   * @throws IOException if nothing can be written under the root. A bucket that does not respond,
   *     or responds with a server error, does not count: the run waits for it
   */
  public boolean claim(RunId run) throws IOException {
    if (isInBucket() ? !isFree(run) : !makeFolder(run)) {
      return false;
    }
    try (ObjectStore store = open(run)) {
      store.check();
    } catch (IOException e) {
      throwIfRefused(e);
    }
    return true;
  }

  /**
   * Returns true if no run has files there. A bucket has no folders to create, and a marker object
   * would stay forever. Two runs that start in the same second are excluded by Dataflow, which
   * refuses a second active job of the same name.
   */
  private boolean isFree(RunId run) throws IOException {
    try {
      return isEmpty(run.folder() + "/");
    } catch (IOException e) {
      throwIfRefused(e);
      return true;
    }
  }

  /** Returns whether the storage responds; makes one attempt. A local folder always does. */
  public boolean responds() {
    try {
      boolean unused = !isInBucket() || isEmpty("runs/");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isEmpty(String prefix) throws IOException {
    GcsLocation folder = GcsLocation.parse(location).resolve(prefix);
    try {
      return !GcsClients.singleAttempts(gcs)
          .list(folder.bucket(), BlobListOption.prefix(folder.name()), BlobListOption.pageSize(1))
          .getValues()
          .iterator()
          .hasNext();
    } catch (RuntimeException e) {
      throw GcsClients.failure(e);
    }
  }

  private void throwIfRefused(IOException failure) throws IOException {
    boolean waits =
        isInBucket()
            && GoogleAccount.problem(failure) == null
            && (!(failure.getCause() instanceof StorageException e)
                || e.getCode() < 400
                || e.getCode() == 408
                || e.getCode() == 429
                || e.getCode() >= 500);
    if (!waits) {
      throw failure;
    }
  }

  /**
   * Returns what to do about an exception of {@link #claim}, to follow its message.
   *
   * @return empty if nothing is known
   */
  public static String remedy(IOException refusal) {
    if (!(refusal.getCause() instanceof StorageException e)) {
      return "";
    }
    String message = String.valueOf(e.getMessage());
    if (e.getCode() == 404) {
      return "; create the bucket, or correct its name";
    }
    if (e.getCode() == 403 && message.contains("does not have storage.")) {
      return "; grant it roles/storage.objectCreator and roles/storage.objectViewer on the bucket";
    }
    return e.getCode() == 403 && message.matches("(?s).*([Ss]cope|Insufficient Permission).*")
        ? "; give the virtual machine the scope cloud-platform"
        : "";
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

  /**
   * Returns the names directly under a folder, of folders and files, in any order.
   *
   * @param folder under the root, with slashes
   * @return empty if the folder does not exist
   */
  public List<String> list(String folder) throws IOException {
    if (isInBucket()) {
      return listBucket(GcsLocation.parse(location).resolve(folder + "/"));
    }
    try (Stream<Path> files = Files.list(Path.of(location).resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private List<String> listBucket(GcsLocation folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (Blob found :
          GcsClients.of(gcs)
              .list(
                  folder.bucket(),
                  BlobListOption.prefix(folder.name()),
                  BlobListOption.currentDirectory(),
                  BlobListOption.fields(BlobField.NAME))
              .iterateAll()) {
        names.add(found.getName().substring(folder.name().length()).replaceFirst("/$", ""));
      }
      return names;
    } catch (StorageException e) {
      throw GcsClients.failure(e);
    }
  }

  /**
   * Returns whether a file or object exists.
   *
   * @param path under the root, with slashes
   */
  public boolean exists(String path) throws IOException {
    if (!isInBucket()) {
      return Files.exists(Path.of(location).resolve(path));
    }
    GcsLocation object = GcsLocation.parse(location).resolve(path);
    try {
      return GcsClients.of(gcs)
              .get(BlobId.of(object.bucket(), object.name()), BlobGetOption.fields(BlobField.NAME))
          != null;
    } catch (StorageException e) {
      throw GcsClients.failure(e);
    }
  }

  /**
   * Opens a file or object to be read.
   *
   * @param path under the root, with slashes
   * @throws IOException if it cannot be read, now or by the stream
   */
  public InputStream read(String path) throws IOException {
    if (!isInBucket()) {
      return Files.newInputStream(Path.of(location).resolve(path));
    }
    GcsLocation object = GcsLocation.parse(location).resolve(path);
    return Channels.newInputStream(
        GcsClients.of(gcs).reader(BlobId.of(object.bucket(), object.name())));
  }

  /**
   * Writes a file or object, in place of one that is there. Readers see all of the one or of the
   * other. In a bucket it is as private as the bucket.
   *
   * @param path under the root, with slashes
   * @throws IOException if it cannot be written; in a bucket, replacing takes the right to delete
   */
  public void replace(String path, byte[] bytes) throws IOException {
    if (isInBucket()) {
      GcsLocation object = GcsLocation.parse(location).resolve(path);
      BlobInfo info =
          BlobInfo.newBuilder(object.bucket(), object.name())
              .setContentType(GcsStore.contentType(path))
              .build();
      try {
        Blob unused = GcsClients.of(gcs).create(info, bytes);
        return;
      } catch (RuntimeException e) {
        throw GcsClients.failure(e);
      }
    }
    Path file = Path.of(location).resolve(path);
    Files.createDirectories(file.getParent());
    Path partial = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
    try {
      Files.write(partial, bytes);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Returns the same root, with the whole path of a folder: for people who are elsewhere. */
  public OutputRoot absolute() {
    return isInBucket()
        ? this
        : new OutputRoot(Path.of(location).toAbsolutePath().normalize().toString(), gcs);
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
