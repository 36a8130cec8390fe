package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.fetch.VolumeCheck;
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
 * The content of a run's {@code summary.json}. Times are RFC 3339, durations decimal seconds.
 *
 * @param clockOffsetSeconds how far Kalshi's clock was ahead of the worker's; zero unless a warning
 *     was logged; null in summaries of earlier versions
 * @param api the API root that the run read; null in summaries of earlier versions
 * @param interval the time between slots, in ISO-8601; null in summaries of earlier versions
 * @param include the names of the datasets besides markets that the run collects; null in summaries
 *     of earlier versions
 * @param missedSlots null in summaries of earlier versions
 * @param volumeCheck the comparison of trades with candles; null if no trades were collected
 * @param windows the windows that datasets with a window were collected of, in order
 * @param backfill the slots of a backfill, which stores no markets; null for other runs
 * @param notices what somebody has been told; null if nobody is to be told
 * @param shards the shards of each dataset, by its summary key; members of the summary in JSON
 */
public record RunSummary(
    int schema,
    String slot,
    String job,
    String run,
    String version,
    @Nullable String api,
    String startedAt,
    String finishedAt,
    BigDecimal lateSeconds,
    @Nullable String interval,
    @Nullable List<String> include,
    @Nullable MissedSlots missedSlots,
    @JsonIgnoreProperties({"invalid", "first_invalid", "problem"}) TickerCounts tickers,
    @JsonAnyGetter @JsonAnySetter Map<String, Shards> shards,
    Map<String, Long> misses,
    Requests requests,
    Budget budget,
    long bytes,
    Verdict verdict,
    @Nullable String stoppedBy,
    List<Drift> schemaDrift,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<Outage> outages,
    @Nullable BigDecimal clockOffsetSeconds,
    @Nullable VolumeCheck volumeCheck,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<CollectedWindow> windows,
    @Nullable Backfill backfill,
    @Nullable Notices notices,
    Plan plan) {

  /** The version of this layout; fields are added, never renamed. */
  static final int SCHEMA = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** The result of a run. */
  public enum Verdict {
    /** All requested data that exists is stored. */
    COMPLETE,
    /** Some data is missing, but no more than allowed. */
    PARTIAL,
    /** More data is missing than allowed, or the run was stopped. */
    FAILED;

    /** Returns the name in the summary. */
    @JsonValue
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The slots before this one that have no finished run of the job.
   *
   * @param since the slot of the newest finished run before this one; null if there is none
   */
  public record MissedSlots(long count, @Nullable String since) {}

  /**
   * The shards of one dataset.
   *
   * @param empty the markets without an item; null if a shard of the dataset is one object
   * @param replaced how many of those stored are in place of a broken file; null if none is
   */
  public record Shards(
      long stored,
      long alreadyThere,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long empty,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long replaced) {

    static final Shards NONE = new Shards(0, 0, null);

    /** Creates the counts of a dataset without broken files. */
    public Shards(long stored, long alreadyThere, @Nullable Long empty) {
      this(stored, alreadyThere, empty, null);
    }

    /** Returns the number of shards that exist now. */
    public long there() {
      return stored + alreadyThere;
    }
  }

  /**
   * A time in which a server was down and the run waited.
   *
   * @param to null if it was still down at the end of the run
   */
  public record Outage(String server, String from, @Nullable String to, String failure) {

    /** Returns server and time for people to read. */
    public String description() {
      return server + ", " + from + (to == null ? " and longer" : " to " + to);
    }
  }

  /**
   * What was collected of one window.
   *
   * @param slot the slot whose shards these are
   * @param names how many markets and selectors were wanted, because earlier runs hold the others;
   *     null for all
   * @param datasets what was found, by the name of the dataset
   */
  public record CollectedWindow(
      String slot,
      String from,
      String to,
      @Nullable Long names,
      Map<String, WindowShards> datasets) {}

  /**
   * The shards of one dataset and window.
   *
   * @param failed the markets that are missing for reasons that fail a run
   */
  public record WindowShards(long stored, long alreadyThere, long empty, long failed) {

    /** Returns the number of markets with an outcome. */
    public long markets() {
      return stored + alreadyThere + empty;
    }
  }

  /** The first and the last slot of a backfill. */
  public record Backfill(String from, String to) {}

  /** The requests that were sent. */
  public record Requests(long total, Map<String, Long> byStatus, long retries, long tokens) {}

  /**
   * The budget, and how much of it was used.
   *
   * @param tokensPerSecond the rate of the budget; null if it is unknown, as is the source
   * @param reachedTokensPerSecond the rate that Kalshi accepted, including the initial tokens of
   *     the bucket; null if the requests took less than a second
   */
  public record Budget(
      @Nullable BigDecimal tokensPerSecond,
      @Nullable String source,
      BigDecimal waitedSeconds,
      @Nullable BigDecimal reachedTokensPerSecond) {}

  /**
   * A difference of Kalshi's objects from the known schema.
   *
   * @param finding {@code gone}, {@code type}, {@code new} or {@code value}
   * @param count the number of objects
   * @param example the ticker of one of them; empty if it has none
   * @param value the value of the field there as JSON, shortened; null if it is gone
   */
  public record Drift(
      String dataset,
      String field,
      String finding,
      long count,
      String example,
      @Nullable String value) {}

  /**
   * How named markets were requested: always by lookups. Summaries of earlier versions have other
   * values.
   */
  public record Plan(String chosen, String why, long walkPages, long walkFound) {

    static final Plan LOOKUPS = new Plan("lookups", "names are looked up by the hundred", 0, 0);
  }

  /** Returns the same summary of a run that tells somebody. */
  RunSummary with(Notices told) {
    return new RunSummary(
        schema,
        slot,
        job,
        run,
        version,
        api,
        startedAt,
        finishedAt,
        lateSeconds,
        interval,
        include,
        missedSlots,
        tickers,
        shards,
        misses,
        requests,
        budget,
        bytes,
        verdict,
        stoppedBy,
        schemaDrift,
        outages,
        clockOffsetSeconds,
        volumeCheck,
        windows,
        backfill,
        told,
        plan);
  }

  /** Returns the number of selectors in the ticker files. */
  public long selectors() {
    return tickers.selectors();
  }

  /** Returns the shards of a dataset. */
  public Shards shards(Dataset dataset) {
    return shards.getOrDefault(dataset.summaryKey(), Shards.NONE);
  }

  /** Returns the number of shards of all datasets that this run wrote. */
  public long stored() {
    return shards.values().stream().mapToLong(Shards::stored).sum();
  }

  /** Returns the number of misses that are failures. */
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

  /** Parses the content of {@code summary.json}. */
  public static RunSummary fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, RunSummary.class);
  }
}
