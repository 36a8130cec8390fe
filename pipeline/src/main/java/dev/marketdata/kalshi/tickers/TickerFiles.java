package dev.marketdata.kalshi.tickers;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.GcsLocation;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * The ticker files of a run, each read whole.
 *
 * @param pattern a path or glob: local, {@code gs://}, or of a file system registered with Beam
 * @param gcs where Cloud Storage is served
 */
public record TickerFiles(String pattern, GcsEndpoint gcs) implements Serializable {

  private static final int NOT_FOUND = 404;
  private static final int LOOKS = 3;
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  /** Files that lie, if in Cloud Storage, in Google's. */
  public TickerFiles(String pattern) {
    this(pattern, GcsEndpoint.GOOGLE);
  }

  /**
   * What the files held.
   *
   * @param list their lines
   * @param generation which version was read; null if there are several files, or no versions
   */
  record Content(TickerList list, @Nullable String generation) {}

  /** Counts what the files ask for; what stands in the way of using them is part of it. */
  public TickerCensus census() {
    try {
      Content content = read();
      return content.list().census(pattern, content.generation());
    } catch (IOException | IllegalArgumentException e) {
      return TickerCensus.unread(pattern, unreadable(e));
    }
  }

  /**
   * Returns what the files ask for.
   *
   * @throws IOException if they cannot be read
   */
  public List<TickerSelector> selectors() throws IOException {
    return read().list().selectors();
  }

  Content read() throws IOException {
    return GcsLocation.isMeantBy(pattern) ? readFromBucket() : readThroughBeam();
  }

  private Content readThroughBeam() throws IOException {
    TickerList list = new TickerList();
    for (ResourceId file : find()) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(FileSystems.open(file)), StandardCharsets.UTF_8))) {
        list.read(file.toString(), lines);
      }
    }
    return new Content(list, null);
  }

  private Content readFromBucket() throws IOException {
    for (int look = 1; ; look++) {
      try {
        return readNewest(GcsClients.of(gcs));
      } catch (StorageException e) {
        // A file that is replaced after it was found is gone, and its successor is there.
        if (e.getCode() != NOT_FOUND || look == LOOKS) {
          throw GcsClients.failure(e);
        }
      }
    }
  }

  /** Beam does not say which generation it reads, so the client is asked itself. */
  private Content readNewest(Storage storage) throws IOException {
    TickerList list = new TickerList();
    List<BlobId> files = findInBucket(storage);
    for (BlobId file : files) {
      byte[] bytes = storage.readAllBytes(file);
      list.read(
          new GcsLocation(file.getBucket(), file.getName()).toString(),
          new BufferedReader(
              new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)));
    }
    Long generation = files.size() == 1 ? files.get(0).getGeneration() : null;
    return new Content(list, generation == null ? null : generation.toString());
  }

  /** Returns each file with its newest generation, so that all of it is read of one. */
  private List<BlobId> findInBucket(Storage storage) throws IOException {
    GcsLocation location = GcsLocation.parse(pattern);
    Matcher glob = GLOB.matcher(location.name());
    List<BlobId> files = new ArrayList<>();
    if (glob.find()) {
      PathMatcher matcher =
          java.nio.file.FileSystems.getDefault().getPathMatcher("glob:" + location.name());
      BlobListOption prefix = BlobListOption.prefix(location.name().substring(0, glob.start()));
      for (Blob file : storage.list(location.bucket(), prefix).iterateAll()) {
        if (matcher.matches(Path.of(file.getName()))) {
          files.add(file.getBlobId());
        }
      }
    } else {
      Blob file = storage.get(BlobId.of(location.bucket(), location.name()));
      if (file != null) {
        files.add(file.getBlobId());
      }
    }
    if (files.isEmpty()) {
      throw new FileNotFoundException(pattern);
    }
    return files;
  }

  private List<ResourceId> find() throws IOException {
    List<ResourceId> files =
        pattern.contains("://") || hasGlobInFolder(pattern)
            ? FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata().stream()
                .map(MatchResult.Metadata::resourceId)
                .filter(file -> !file.isDirectory())
                .toList()
            : findLocally(Path.of(pattern));
    if (files.isEmpty()) {
      throw new FileNotFoundException(pattern);
    }
    return files.stream().sorted(Comparator.comparing(ResourceId::toString)).toList();
  }

  private static boolean hasGlobInFolder(String pattern) {
    Path folder = Path.of(pattern).getParent();
    return folder != null && GLOB.matcher(folder.toString()).find();
  }

  /** Beam would walk the whole tree below the parent of a path that does not exist. */
  private static List<ResourceId> findLocally(Path pattern) throws IOException {
    if (Files.isRegularFile(pattern)) {
      return List.of(FileSystems.matchNewResource(pattern.toString(), false));
    }
    Path folder = pattern.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    List<ResourceId> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, String.valueOf(pattern.getFileName()))) {
      for (Path file : found) {
        if (Files.isRegularFile(file)) {
          files.add(FileSystems.matchNewResource(file.toString(), false));
        }
      }
    }
    return files;
  }

  private static String words(Exception cause) {
    return cause instanceof IOException failure
        ? Excerpt.of(failure)
        : Excerpt.of(String.valueOf(cause.getMessage()));
  }

  private boolean isFolder() {
    return !pattern.contains("://") && Files.isDirectory(Path.of(pattern));
  }

  String unreadable(Exception cause) {
    // The JDK uses the same exception, with more words, for a file that may not be read.
    return cause instanceof FileNotFoundException && pattern.equals(cause.getMessage())
        ? "there is no ticker file at " + pattern + (isFolder() ? ", which is a folder" : "")
        : "the ticker file " + pattern + " cannot be read: " + words(cause);
  }
}
