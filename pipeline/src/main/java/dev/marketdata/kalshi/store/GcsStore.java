package dev.marketdata.kalshi.store;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsLocation;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Stores objects in a Cloud Storage bucket. Each is created by one call that fails if the object
 * exists, so it is safe to repeat. An object's metadata has the name of its run, so that a run
 * recognizes its own objects.
 */
final class GcsStore implements ObjectStore {

  // A bucket accepts about 1,000 new objects per second at first, and each takes about 0.1 s.
  private static final int UPLOADS_IN_FLIGHT = 100;
  private static final int PRECONDITION_FAILED = 412;
  private static final int FORBIDDEN = 403;
  private static final String CREATE = "storage.objects.create";
  private static final String DELETE = "storage.objects.delete";
  private static final String RUN = "run";

  private static final Executor UPLOADS =
      Executors.newFixedThreadPool(UPLOADS_IN_FLIGHT, new DaemonThreads("gcs-upload"));

  // Refused whatever the state of the storage: a malformed request, or an object that is too large.
  private static final Set<Integer> REFUSED = Set.of(400, 411, 413);
  private static final String CHECKED = "market_data/.writable";

  private final Storage storage;
  private final Storage single;
  private final GcsLocation root;
  private final RunId run;

  /**
   * Creates a store under a location.
   *
   * @param storage the client for run files, which retries their parts
   * @param single a client that makes one attempt
   */
  GcsStore(Storage storage, Storage single, GcsLocation root, RunId run) {
    this.storage = storage;
    this.single = single;
    this.root = root;
    this.run = run;
  }

  @Override
  public StoredObject create(String path, byte[] bytes) throws IOException {
    BlobInfo object = object(path);
    try {
      single.create(
          object, bytes, BlobTargetOption.doesNotExist(), BlobTargetOption.disableGzipContent());
      return StoredObject.of(Outcome.STORED, bytes);
    } catch (RuntimeException e) {
      return existing(object, e);
    }
  }

  @Override
  public boolean create(String path, Path file) throws IOException {
    try {
      storage.createFrom(object(path), file, BlobWriteOption.doesNotExist());
      return true;
    } catch (RuntimeException e) {
      if (code(e) == PRECONDITION_FAILED) {
        return false;
      }
      throw failed(e);
    }
  }

  @Override
  public Executor threads() {
    return UPLOADS;
  }

  /** The run's own object counts as stored: an earlier attempt wrote it, or this very call. */
  private StoredObject existing(BlobInfo object, RuntimeException failure) throws IOException {
    if (code(failure) != PRECONDITION_FAILED) {
      throw failed(failure);
    }
    Blob there;
    try {
      there =
          single.get(
              object.getBlobId(),
              BlobGetOption.fields(BlobField.METADATA, BlobField.SIZE, BlobField.CRC32C));
    } catch (RuntimeException e) {
      throw failed(e);
    }
    if (there == null) {
      throw failed(failure);
    }
    Map<String, String> metadata = there.getMetadata();
    boolean own = metadata != null && run.name().equals(metadata.get(RUN));
    return new StoredObject(
        own ? Outcome.STORED : Outcome.ALREADY_THERE, there.getSize(), there.getCrc32c());
  }

  private static int code(RuntimeException failure) {
    return failure instanceof StorageException refusal ? refusal.getCode() : 0;
  }

  private static IOException failed(RuntimeException failure) {
    IOException failed = GcsClients.failure(failure);
    return REFUSED.contains(code(failure))
        ? new RefusedException(String.valueOf(failed.getMessage()), failure)
        : failed;
  }

  /**
   * Uploads an object in place of a generation that does not exist: 412, or the reason why not. An
   * account that may only create objects could be refused because of the replacement. Then its
   * permissions decide.
   */
  @Override
  public void check() throws IOException {
    BlobInfo object = object(CHECKED);
    try {
      single.create(object, new byte[0], BlobTargetOption.generationMatch(1));
      // A server that ignores the condition.
      boolean unused = single.delete(object.getBlobId());
    } catch (RuntimeException e) {
      boolean may = code(e) == PRECONDITION_FAILED || (mayNotReplace(e) && mayCreate());
      if (!may) {
        throw failed(e);
      }
    }
  }

  private static boolean mayNotReplace(RuntimeException e) {
    return code(e) == FORBIDDEN && String.valueOf(e.getMessage()).contains(DELETE);
  }

  private boolean mayCreate() throws IOException {
    try {
      return single.testIamPermissions(root.bucket(), List.of(CREATE)).equals(List.of(true));
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  @Override
  public void write(String path, Content content) throws IOException {
    // Written to a file first, so that an upload starts only if the content is complete.
    Path file = Files.createTempFile("kalshi-", ".upload");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      upload(file, object(path));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void upload(Path file, BlobInfo object) throws IOException {
    try {
      storage.createFrom(object, file, BlobWriteOption.doesNotExist());
    } catch (RuntimeException e) {
      if (existing(object, e).outcome() != Outcome.STORED) {
        throw new RefusedException(object.getName() + " exists and is not this run's", e);
      }
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    try {
      return storage.readAllBytes(object(path).getBlobId());
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private BlobInfo object(String path) {
    GcsLocation location = root.resolve(path);
    return BlobInfo.newBuilder(location.bucket(), location.name())
        .setContentType(contentType(path))
        .setMetadata(
            Map.of(RUN, run.name(), "slot", run.slot().toString(), "version", Version.value()))
        .build();
  }

  static String contentType(String path) {
    if (path.endsWith(".html")) {
      return "text/html; charset=utf-8";
    }
    if (path.endsWith(".parquet")) {
      return "application/vnd.apache.parquet";
    }
    return path.endsWith(".txt") ? "text/plain" : "application/x-ndjson";
  }

  /** Has no effect, because unfinished uploads leave nothing behind. */
  @Override
  public void close() {}
}
