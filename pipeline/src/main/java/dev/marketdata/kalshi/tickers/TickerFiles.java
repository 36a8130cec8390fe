package dev.marketdata.kalshi.tickers;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/** Finds ticker files by path or glob and reads each of them whole. */
public final class TickerFiles {

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
    MatchResult found = FileSystems.match(pattern, EmptyMatchTreatment.DISALLOW);
    List<MatchResult.Metadata> files =
        found.metadata().stream()
            .filter(file -> !file.resourceId().isDirectory())
            .sorted(Comparator.comparing(file -> file.resourceId().toString()))
            .toList();
    TickerList list = new TickerList();
    for (MatchResult.Metadata file : files) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(FileSystems.open(file.resourceId())),
                  StandardCharsets.UTF_8))) {
        list.read(file.resourceId().toString(), lines);
      }
    }
    return list;
  }

  static String unreadable(String pattern, Exception cause) {
    return cause instanceof FileNotFoundException
        ? "there is no ticker file at " + pattern
        : "the ticker file " + pattern + " cannot be read: " + Excerpt.of(cause.toString());
  }
}
