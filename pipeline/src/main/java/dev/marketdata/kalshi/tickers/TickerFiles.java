package dev.marketdata.kalshi.tickers;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.base.UserPath;
import dev.marketdata.kalshi.base.UserText;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.GcsLocation;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ticker files of a run, each read whole, or a text in their place.
 *
 * @param pattern a path or glob, local or {@code gs://}; for a text, what it is called in messages
 * @param gcs where Cloud Storage is served
 * @param text the lines themselves; null if they are in files
 */
public record TickerFiles(String pattern, GcsEndpoint gcs, @Nullable String text)
    implements Serializable {

  /** How the list of what a run left over begins. */
  public static final String LEFT_OVER = "# Worth trying again after ";

  private static final int MAX_ATTEMPTS = 3;
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
  private static final Pattern SELECTOR = Pattern.compile("(market|event|series):[^/]*");

  /**
   * Names files, which are not read yet. A leading {@code ~/} is the home folder.
   *
   * @throws IllegalArgumentException if the pattern is not a path or glob
   */
  public TickerFiles(String pattern, GcsEndpoint gcs) {
    this(UserPath.expanded(pattern), gcs, null);
    boolean inBucket = GcsLocation.isGcsUri(pattern);
    String mistake =
        SELECTOR.matcher(pattern).matches()
            ? "; a ticker is given without --tickers="
            : UserPath.mistake(pattern);
    if (pattern.isBlank()
        || mistake != null
        || (inBucket && GcsLocation.parse(pattern).name().isEmpty())) {
      throw new IllegalArgumentException(
          "must be a file or glob, local or at gs://, such as tickers.txt"
              + (mistake == null ? "" : mistake));
    }
  }

  /** The lines of the files; if they could not be read, no lines and counts with the reason. */
  record Content(TickerList list, TickerCounts counts) {}

  private record TickerFile(String name, String text, @Nullable String generation) {}

  /**
   * Returns the counts of the files; if they cannot be read or used, the counts hold the reason.
   * The run reads the files again, and its summary has the generation that it used.
   */
  public TickerCounts counts() {
    return read().counts();
  }

  /**
   * Returns the selectors of the files.
   *
   * @throws IOException if they cannot be read or have no selector; the message is the reason
   */
  public List<TickerSelector> selectors() throws IOException {
    Content content = read();
    if (content.counts().problem() != null) {
      throw new IOException(content.counts().problem());
    }
    return content.list().selectors();
  }

  /**
   * Returns a list that is not in a file.
   *
   * @param name what it is called in messages and in the run's summary
   * @param text one ticker per line
   */
  public static TickerFiles ofText(String name, String text) {
    return new TickerFiles(name, GcsEndpoint.GOOGLE, text);
  }

  /** Returns a list that is not in a file, as {@link #ofText}; its encoding is found out. */
  public static TickerFiles ofBytes(String name, byte[] text) {
    return ofText(name, decoded(text));
  }

  /** Reads the files, in the order of their names. */
  Content read() {
    TickerList list = new TickerList();
    if (text != null) {
      list.read(pattern, text);
      return new Content(list, list.counts(pattern, null));
    }
    try {
      boolean inBucket = GcsLocation.isGcsUri(pattern);
      List<TickerFile> files = inBucket ? readFromBucket() : readLocally();
      files.forEach(file -> list.read(file.name(), file.text()));
      if (!files.isEmpty()) {
        String generation = files.size() == 1 ? files.get(0).generation() : null;
        return new Content(list, list.counts(pattern, generation));
      }
      boolean isFolder = !inBucket && Files.isDirectory(Path.of(pattern));
      return unread(
          "there is no ticker file at " + pattern + (isFolder ? ", which is a folder" : ""));
    } catch (IOException | IllegalArgumentException e) {
      return unread("the ticker file " + pattern + " cannot be read: " + Excerpt.of(e));
    }
  }

  private Content unread(String problem) {
    return new Content(new TickerList(), TickerCounts.unread(pattern, problem));
  }

  private List<TickerFile> readLocally() throws IOException {
    List<TickerFile> files = new ArrayList<>();
    for (Path file : findLocally()) {
      String name = file.toAbsolutePath().normalize().toString();
      files.add(new TickerFile(name, decoded(Files.readAllBytes(file)), null));
    }
    return files;
  }

  private List<Path> findLocally() throws IOException {
    Path path = Path.of(pattern);
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    String beforeGlob = beforeGlob(pattern);
    int folderEnd = beforeGlob.lastIndexOf('/') + 1;
    Path folder = Path.of(pattern.substring(0, folderEnd));
    if (beforeGlob.equals(pattern) || !Files.isDirectory(folder)) {
      return List.of();
    }
    PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + path);
    // Only ** matches files in deeper folders than the pattern has names.
    int depth =
        pattern.contains("**")
            ? Integer.MAX_VALUE
            : Path.of(pattern.substring(folderEnd)).getNameCount();
    try (Stream<Path> files =
        Files.find(
            folder,
            depth,
            (file, attributes) -> attributes.isRegularFile() && glob.matches(file),
            FileVisitOption.FOLLOW_LINKS)) {
      return files.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<TickerFile> readFromBucket() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Storage storage = GcsClients.of(gcs);
        // Each file is read in the generation that was listed.
        return findInBucket(storage)
            .map(Blob::getBlobId)
            .map(
                file ->
                    new TickerFile(
                        file.toGsUtilUri(),
                        decoded(storage.readAllBytes(file)),
                        String.valueOf(file.getGeneration())))
            .toList();
      } catch (StorageException e) {
        // The listed generation is gone if the file was replaced meanwhile: list again.
        if (e.getCode() != 404 || attempt == MAX_ATTEMPTS) {
          throw GcsClients.failure(e);
        }
      }
    }
  }

  private Stream<Blob> findInBucket(Storage storage) {
    GcsLocation location = GcsLocation.parse(pattern);
    String name = location.name();
    String beforeGlob = beforeGlob(name);
    if (beforeGlob.equals(name)) {
      return Stream.ofNullable(storage.get(BlobId.of(location.bucket(), name)));
    }
    return storage
        .list(location.bucket(), BlobListOption.prefix(beforeGlob), BlobListOption.matchGlob(name))
        .streamAll()
        // An empty object may stand for a folder.
        .filter(file -> !file.getName().endsWith("/"));
  }

  private static String decoded(byte[] text) {
    return new String(text, UserText.charset(text));
  }

  private static String beforeGlob(String pattern) {
    return GLOB.split(pattern, 2)[0];
  }
}
