package dev.marketdata.kalshi.tickers;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;

/** Finds ticker files by path or glob and reads each of them whole. */
public final class TickerFiles {

  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private TickerFiles() {}

  /**
   * Tells what stands in the way of using a ticker file, before a run is begun with it.
   *
   * @param pattern a path or glob, local or of a file system registered with Beam
   * @return a sentence for the user, or an empty string if nothing is wrong
   */
  public static String problemWith(String pattern) {
    try {
      String problem = read(pattern).census(pattern, null).problem();
      return problem == null ? "" : problem;
    } catch (IOException | IllegalArgumentException e) {
      return unreadable(pattern, e);
    }
  }

  static TickerList read(String pattern) throws IOException {
    TickerList list = new TickerList();
    for (ResourceId file : find(pattern)) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(FileSystems.open(file)), StandardCharsets.UTF_8))) {
        list.read(file.toString(), lines);
      }
    }
    return list;
  }

  private static List<ResourceId> find(String pattern) throws IOException {
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

  static String unreadable(String pattern, Exception cause) {
    return cause instanceof FileNotFoundException
        ? "there is no ticker file at " + pattern
        : "the ticker file " + pattern + " cannot be read: " + Excerpt.of(cause.toString());
  }
}
