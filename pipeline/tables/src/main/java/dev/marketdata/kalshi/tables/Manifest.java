package dev.marketdata.kalshi.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last object of a batch of a table: what is in its files, and what they are made from. A file
 * that no manifest names is not complete.
 *
 * @param shards the number of shards that were read
 * @param rowsRead the number of rows in them, of any day
 * @param rows the number of rows in the files
 * @param duplicates the rows that another shard, or another file of the day, has too
 * @param revised how many of them differ from that row
 * @param otherDays the rows that belong to the files of another day
 * @param doesNotFit the number of values that do not fit their column, by column
 * @param broken the shards that could not be read
 * @param earlierResults the shards of {@code market_data} that show the result of an earlier day
 * @param runs the names of the runs whose receipts name the shards
 */
record Manifest(
    int schema,
    String table,
    String date,
    String batch,
    long shards,
    long rowsRead,
    long rows,
    long duplicates,
    long revised,
    long otherDays,
    List<File> files,
    Map<String, Long> doesNotFit,
    List<Broken> broken,
    List<Result> earlierResults,
    List<String> runs)
    implements Serializable {

  static final int SCHEMA = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A Parquet file, with its path under the output root. */
  record File(String path, long rows, long bytes, String sha256) implements Serializable {}

  /** A shard that shows the result of a market which settled on an earlier day. */
  record Result(String date, String path) implements Serializable {}

  /** A shard that was left out. */
  record Broken(String path, String reason) implements Serializable {}

  static byte[] line(Object content) {
    try {
      return (JSON.writeValueAsString(content) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  static <T> T read(OutputRoot output, String path, Class<T> type) throws IOException {
    try (InputStream in = output.read(path)) {
      return JSON.readValue(in, type);
    } catch (JsonProcessingException e) {
      throw damaged(path, "it is empty or cut off", e);
    }
  }

  /**
   * Returns the failure to read an object of a table, which says how to make it again.
   *
   * @param path under the output root
   */
  static IOException damaged(String path, String what, @Nullable Exception cause) {
    String day = path.replaceFirst(".*/(date=[^/]+)/.*", "$1");
    return new IOException(
        path
            + " is damaged: "
            + what
            + ". Delete the folders tables/*/"
            + day
            + ", and make them again with ./kalshi tables --"
            + day,
        cause);
  }

  static <T> T parse(String json, Class<T> type) throws IOException {
    return JSON.readValue(json, type);
  }
}
