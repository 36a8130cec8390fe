package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.tickers.TickerCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code summary.json} says of a run. Times are RFC 3339, durations decimal seconds.
 *
 * @param shards the shards of each dataset, by its summary key; in JSON members of the summary
 */
public record RunSummary(
    int schema,
    String slot,
    String job,
    String run,
    String version,
    String startedAt,
    String finishedAt,
    BigDecimal lateSeconds,
    @JsonIgnoreProperties({"invalid", "first_invalid", "problem"}) TickerCounts tickers,
    @JsonAnyGetter @JsonAnySetter Map<String, Shards> shards,
    Map<String, Long> misses,
    Requests requests,
    Budget budget,
    long bytes,
    Verdict verdict,
    @Nullable String stoppedBy,
    List<Drift> schemaDrift,
    Plan plan) {

  /** The version of this layout; fields are added, never renamed. */
  static final int SCHEMA = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** How a run ended. */
  public enum Verdict {
    /** Everything that exists and was asked for is there. */
    COMPLETE,
    /** Something is missing, no more than was allowed. */
    PARTIAL,
    /** More is missing than was allowed, or the run was given up. */
    FAILED;

    /** Returns the word that the summary uses. */
    @JsonValue
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The shards of one dataset.
   *
   * @param empty markets without an item; null if a shard of the dataset is one object
   */
  public record Shards(
      long stored,
      long alreadyThere,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long empty) {

    static final Shards NONE = new Shards(0, 0, null);

    /** Returns how many there are now. */
    public long there() {
      return stored + alreadyThere;
    }
  }

  /** What was sent. */
  public record Requests(long total, Map<String, Long> byStatus, long retries, long tokens) {}

  /**
   * What could be spent, and what was.
   *
   * @param tokensPerSecond null if it was never learned, as is the source
   * @param reachedTokensPerSecond what Kalshi accepted, with what the bucket held at first; null if
   *     the requests took less than a second
   */
  public record Budget(
      @Nullable BigDecimal tokensPerSecond,
      @Nullable String source,
      BigDecimal waitedSeconds,
      @Nullable BigDecimal reachedTokensPerSecond) {}

  /**
   * One way in which Kalshi's objects differ from the schema that this version knows.
   *
   * @param finding {@code gone}, {@code type}, {@code new} or {@code value}
   * @param count in how many objects
   * @param example the ticker of one of them; empty if it has none
   * @param value what the field holds there, as JSON, shortened; null if it is gone
   */
  public record Drift(
      String dataset,
      String field,
      String finding,
      long count,
      String example,
      @Nullable String value) {}

  /**
   * How the named markets were asked for: by lookups. Readers of earlier summaries know other ways.
   */
  public record Plan(String chosen, String why, long walkPages, long walkFound) {

    static final Plan LOOKUPS = new Plan("lookups", "names are looked up by the hundred", 0, 0);
  }

  /** Returns how many selectors the ticker file held. */
  public long selectors() {
    return tickers.market() + tickers.event() + tickers.series() + tickers.unsaid();
  }

  /** Returns the shards of a dataset. */
  public Shards shards(Dataset dataset) {
    return shards.getOrDefault(dataset.summaryKey(), Shards.NONE);
  }

  /** Returns how many shards of all datasets this run wrote. */
  public long stored() {
    return shards.values().stream().mapToLong(Shards::stored).sum();
  }

  /** Returns how many misses fail a run. */
  public long failed() {
    return failed(misses);
  }

  static long failed(Map<String, Long> misses) {
    return Arrays.stream(MissReason.values())
        .filter(MissReason::isFailure)
        .mapToLong(reason -> misses.getOrDefault(reason.jsonName(), 0L))
        .sum();
  }

  /** Returns an object as one line of JSON. */
  static byte[] line(Object content) {
    try {
      return (JSON.writeValueAsString(content) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  /** Reads what {@code summary.json} says. */
  public static RunSummary fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, RunSummary.class);
  }
}
