package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.beam.sdk.util.SerializableUtils;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that Beam can load the compression that it needs before it runs anything: a library of
 * native code, which is unpacked into a folder. The usual one, for temporary files, is often
 * mounted so that nothing in it can be executed.
 */
final class NativeCode {

  // Read by the library, snappy-java, when it is loaded.
  private static final String FOLDER = "org.xerial.snappy.tempdir";
  // More than the library on any processor.
  private static final int SIZE = 1_000_000;

  private NativeCode() {}

  /**
   * Loads the library, from another folder if the usual one cannot be used.
   *
   * @throws FlagException if there is no such folder, or the library does not fit this machine
   */
  static void load() throws FlagException {
    if (System.getProperty(FOLDER) == null) {
      List<Path> folders = folders();
      Path usable =
          firstUsable(folders)
              .orElseThrow(
                  () ->
                      new FlagException(
                          "no folder for temporary programs: each of "
                              + folders.stream()
                                  .map(Path::toString)
                                  .collect(Collectors.joining(", "))
                              + " is missing, full, not writable or mounted noexec; set TMPDIR to"
                              + " one that is not"));
      System.setProperty(FOLDER, usable.toString());
    }
    try {
      byte[] unused = SerializableUtils.serializeToByteArray("");
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      throw new FlagException(
          "this machine cannot load the library snappy, which Beam needs: "
              + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    add(folders, System.getProperty("java.io.tmpdir"));
    // A JVM does not look at it.
    add(folders, System.getenv("TMPDIR"));
    CodeSource jar = NativeCode.class.getProtectionDomain().getCodeSource();
    if (jar != null) {
      try {
        add(folders, String.valueOf(Path.of(jar.getLocation().toURI()).getParent()));
      } catch (URISyntaxException | RuntimeException e) {
        // Not a file: one folder less.
        return folders;
      }
    }
    return folders;
  }

  private static void add(List<Path> folders, @Nullable String folder) {
    try {
      if (folder != null && !folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    } catch (InvalidPathException e) {
      return;
    }
  }

  /** Returns the first folder in which a program can be written and executed. */
  static Optional<Path> firstUsable(List<Path> folders) {
    return folders.stream().filter(NativeCode::isUsable).findFirst();
  }

  private static boolean isUsable(Path folder) {
    Path probe = null;
    try {
      probe = Files.createTempFile(folder, "kalshi-", ".probe");
      Files.write(probe, new byte[SIZE]);
      // The owner may execute it, unless the folder is mounted noexec.
      return probe.toFile().setExecutable(true) && Files.isExecutable(probe);
    } catch (IOException e) {
      return false;
    } finally {
      if (probe != null) {
        boolean unused = probe.toFile().delete();
      }
    }
  }
}
