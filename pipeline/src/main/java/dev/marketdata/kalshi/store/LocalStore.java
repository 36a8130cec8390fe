package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Stores objects in a local folder. Each is written to a file in the run's own dot-folder and then
 * linked to its name, which fails if the name exists: readers never see a half-written shard, and
 * the first writer wins. Files of killed runs are removed after a day.
 */
final class LocalStore implements ObjectStore {

  private static final String PARTIAL = ".partial-";
  private static final Duration STALE = Duration.ofDays(1);
  // What Linux and macOS say.
  private static final Set<String> FULL = Set.of("No space left on device", "Disk quota exceeded");

  // Creating files keeps a processor busy, so more threads than processors are not faster.
  private static final Executor THREADS =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(), new DaemonThreads("local-store"));

  /** Gives a file a second name; fails if the name exists. */
  interface Links {
    void link(Path name, Path file) throws IOException;
  }

  private final Path root;
  private final Path partial;
  private final Links links;
  private final AtomicLong files = new AtomicLong();
  // Several stores of one run, one per thread, share the dot-folder.
  private final UUID storeId = UUID.randomUUID();

  LocalStore(Path root, String run) {
    this(root, run, Files::createLink);
  }

  LocalStore(Path root, String run, Links links) {
    this.root = root;
    this.partial = root.resolve(PARTIAL + run);
    this.links = links;
  }

  @Override
  public StoredObject create(String path, byte[] bytes) throws IOException {
    try {
      return createOrFind(path, bytes);
    } catch (IOException e) {
      throw orFull(e);
    }
  }

  private StoredObject createOrFind(String path, byte[] bytes) throws IOException {
    Path target = root.resolve(path);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return existing(target, bytes);
    }
    Path file = partialFile();
    try {
      writePartial(file, bytes);
      publish(file, target);
      return StoredObject.of(Outcome.STORED, bytes);
    } catch (FileAlreadyExistsException e) {
      return existing(target, bytes);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public boolean create(String path, Path content) throws IOException {
    Path target = root.resolve(path);
    Path file = partialFile();
    try {
      copyPartial(content, file);
      publish(file, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw orFull(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public Executor threads() {
    return THREADS;
  }

  private void writePartial(Path file, byte[] bytes) throws IOException {
    try {
      Files.write(file, bytes);
    } catch (NoSuchFileException e) {
      Files.createDirectories(partial);
      Files.write(file, bytes);
    }
  }

  private void copyPartial(Path content, Path file) throws IOException {
    try {
      Files.copy(content, file);
    } catch (NoSuchFileException e) {
      Files.createDirectories(partial);
      Files.copy(content, file);
    }
  }

  private static IOException orFull(IOException failure) {
    String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return FULL.contains(String.valueOf(reason))
        ? new StorageFullException("the disk is full (" + reason + ")", failure)
        : failure;
  }

  /** Creates the folder only if linking fails, because most exist from an earlier slot. */
  private void publish(Path file, Path target) throws IOException {
    try {
      link(file, target);
    } catch (NoSuchFileException e) {
      Files.createDirectories(target.getParent());
      link(file, target);
    }
  }

  private void link(Path file, Path target) throws IOException {
    try {
      links.link(target, file);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // This file system has no hard links, for which Linux has several errors: check, then move.
      // If two runs of one slot do so at once, the later replaces the file of the earlier.
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** A power cut can leave a file that is empty, cut off or filled with zeros. */
  private StoredObject existing(Path target, byte[] bytes) throws IOException {
    byte[] there = Files.readAllBytes(target);
    if (Shard.isWhole(there)) {
      return StoredObject.of(Outcome.ALREADY_THERE, there);
    }
    Path file = partialFile();
    try {
      writePartial(file, bytes);
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(file);
    }
    return StoredObject.of(Outcome.REPLACED, bytes);
  }

  @Override
  public void check() throws IOException {
    Path file = partialFile();
    try {
      writePartial(file, new byte[] {'\n'});
    } catch (IOException e) {
      throw orFull(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void write(String path, Content content) throws IOException {
    try {
      writeWhole(path, content);
    } catch (IOException e) {
      throw orFull(e);
    }
  }

  private void writeWhole(String path, Content content) throws IOException {
    Path target = root.resolve(path);
    Files.createDirectories(partial);
    Path file = partialFile();
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      Files.createDirectories(target.getParent());
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(root.resolve(path));
  }

  private Path partialFile() {
    return partial.resolve(storeId + "-" + files.incrementAndGet());
  }

  /** Removes the run's dot-folder and those of runs that were killed. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(partial);
    } catch (DirectoryNotEmptyException e) {
      // A shard that was late at the deadline is still being written. A later run removes its file.
    }
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder :
          folders.filter(path -> path.getFileName().toString().startsWith(PARTIAL)).toList()) {
        removeIfStale(folder);
      }
    }
  }

  private static void removeIfStale(Path folder) throws IOException {
    try {
      Instant modified = Files.getLastModifiedTime(folder).toInstant();
      if (modified.isAfter(Instant.now().minus(STALE))) {
        return;
      }
      try (Stream<Path> left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (NoSuchFileException e) {
      // Another run removed it at the same time.
      return;
    }
  }
}
