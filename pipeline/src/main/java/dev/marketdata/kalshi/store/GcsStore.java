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
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Keeps objects in a bucket of Cloud Storage. Each is one call that fails if the name is taken,
 * which makes it safe to repeat; the client library does that. An object's metadata names its run,
 * so that a run that meets its own object knows it as its own.
 */
final class GcsStore implements ObjectStore {

  // A bucket takes about 1,000 new objects a second at first, and each lasts about a tenth of one.
  private static final int UPLOADS_IN_FLIGHT = 100;
  private static final int PRECONDITION_FAILED = 412;
  private static final String RUN = "run";

  private static final Executor UPLOADS =
      Executors.newFixedThreadPool(UPLOADS_IN_FLIGHT, new DaemonThreads("gcs-upload"));

  private final Storage storage;
  private final GcsLocation root;
  private final RunId run;

  GcsStore(Storage storage, GcsLocation root, RunId run) {
    this.storage = storage;
    this.root = root;
    this.run = run;
  }

  @Override
  public StoredObject create(String path, byte[] bytes) throws IOException {
    BlobInfo object = object(path);
    try {
      storage.create(
          object, bytes, BlobTargetOption.doesNotExist(), BlobTargetOption.disableGzipContent());
      return StoredObject.of(Outcome.STORED, bytes);
    } catch (StorageException e) {
      return found(object, e);
    }
  }

  @Override
  public Executor threads() {
    return UPLOADS;
  }

  /** The run's own object counts as written: an earlier attempt wrote it, or this very call. */
  private StoredObject found(BlobInfo object, StorageException refusal) throws IOException {
    if (refusal.getCode() != PRECONDITION_FAILED) {
      throw GcsClients.failure(refusal);
    }
    Blob there;
    try {
      there =
          storage.get(
              object.getBlobId(),
              BlobGetOption.fields(BlobField.METADATA, BlobField.SIZE, BlobField.CRC32C));
    } catch (StorageException e) {
      throw GcsClients.failure(e);
    }
    if (there == null) {
      throw GcsClients.failure(refusal);
    }
    Map<String, String> metadata = there.getMetadata();
    boolean own = metadata != null && run.name().equals(metadata.get(RUN));
    return new StoredObject(
        own ? Outcome.STORED : Outcome.ALREADY_THERE, there.getSize(), there.getCrc32c());
  }

  @Override
  public void write(String path, Content content) throws IOException {
    // By way of a file, so that an object whose writing fails is never begun.
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
    } catch (StorageException e) {
      if (found(object, e).outcome() != Outcome.STORED) {
        throw new IOException(object.getName() + " is there and not this run's", e);
      }
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    try {
      return storage.readAllBytes(object(path).getBlobId());
    } catch (StorageException e) {
      throw GcsClients.failure(e);
    }
  }

  private BlobInfo object(String path) {
    GcsLocation location = root.resolve(path);
    return BlobInfo.newBuilder(location.bucket(), location.name())
        .setContentType(path.endsWith(".txt") ? "text/plain" : "application/x-ndjson")
        .setMetadata(
            Map.of(RUN, run.name(), "slot", run.slot().toString(), "version", Version.value()))
        .build();
  }

  /** Nothing is left over: an object is there or was never begun. */
  @Override
  public void close() {}
}
