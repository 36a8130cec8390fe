package dev.marketdata.kalshi.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * Runs a storage server without content as a separate program, until its standard input ends:
 * {@code StorageServerMain DIR BUCKET LATENCY}. It writes {@code url}, the value of {@code
 * --gcsEndpoint}, to the directory, and at its end {@code storage.json} with its counts.
 */
public final class StorageServerMain {

  private StorageServerMain() {}

  /** Serves one bucket; the latency is an ISO-8601 duration. */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    try (StorageServer server = StorageServer.startWithoutContent()) {
      server.bucket(args[1]).latency(Duration.parse(args[2]));
      writeAtomically(dir.resolve("url"), server.endpoint());
      System.in.transferTo(OutputStream.nullOutputStream());
      Map<String, Object> counts =
          Map.of(
              "requests", server.counts().values().stream().mapToLong(Long::longValue).sum(),
              "by_kind", server.counts(),
              "most_inserts_in_flight", server.maxInsertsInFlight(),
              "inserts_per_tenth", server.insertsByTenth().values());
      writeAtomically(dir.resolve("storage.json"), new ObjectMapper().writeValueAsString(counts));
    }
  }

  /** Writes a file atomically, so that a program that waits for it never reads a part. */
  private static void writeAtomically(Path file, String text) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.writeString(part, text + "\n");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
