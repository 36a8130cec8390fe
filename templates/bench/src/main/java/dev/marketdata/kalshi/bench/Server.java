package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The simulated exchange or the storage server, as a child process with a folder. */
record Server(Program program, Path dir) implements AutoCloseable {

  String url() throws IOException {
    return Files.readString(dir.resolve("url")).strip();
  }

  /** Returns the file with the tickers of all markets. */
  Path tickers() {
    return dir.resolve("tickers.txt");
  }

  /** Stops the server and returns the counts from the file that it writes at its end. */
  JsonNode counts(String file) throws IOException {
    program.close();
    return new ObjectMapper().readTree(dir.resolve(file).toFile());
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
