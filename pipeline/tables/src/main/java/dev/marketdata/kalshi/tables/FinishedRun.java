package dev.marketdata.kalshi.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run that has a summary, or was given up, and what it tells about the days of its shards.
 *
 * @param finishedAt when its summary was made
 * @param resultsSince the start of the finished run of its job before it: the run keeps the results
 *     of markets that settled since then; its own start if there is none
 * @param hasReceipts false if it was given up: no receipts tell which shards it stored
 */
record FinishedRun(RunId run, Instant finishedAt, Instant resultsSince, boolean hasReceipts)
    implements Serializable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonFactory LINES = new JsonFactory();
  private static final List<String> SNAPSHOTS =
      Datasets.all().stream().filter(dataset -> !dataset.hasWindow()).map(Dataset::name).toList();
  private static final String EMPTY = "empty";
  // A run keeps results of at most a week.
  private static final Duration OLDEST_RESULT = Duration.ofDays(7);

  /** No run is longer. */
  static final Duration LONGEST_RUN = Duration.ofDays(1);

  /** Gets the shards of a run. */
  interface Shards {
    /**
     * Gets one shard.
     *
     * @param slot in microseconds
     */
    void accept(String dataset, String ticker, long slot) throws IOException;
  }

  /**
   * Reads what tells about a run.
   *
   * @param before the runs of its job before it, the last first
   * @return null if it has not finished
   */
  static @Nullable FinishedRun of(OutputRoot output, RunId run, List<RunId> before)
      throws IOException {
    Instant finishedAt = finishedAt(output, run);
    return finishedAt == null
        ? null
        : new FinishedRun(run, finishedAt, resultsSince(output, run, before), true);
  }

  /**
   * Returns a run that was killed, as one whose shards have to be looked for.
   *
   * @param before the runs of its job before it, the last first
   */
  static FinishedRun givenUp(OutputRoot output, RunId run, List<RunId> before) throws IOException {
    return new FinishedRun(
        run, run.startedAt().plus(LONGEST_RUN), resultsSince(output, run, before), false);
  }

  private static Instant resultsSince(OutputRoot output, RunId run, List<RunId> before)
      throws IOException {
    for (RunId other : before) {
      if (finishedAt(output, other) != null) {
        return other.startedAt();
      }
    }
    return run.startedAt();
  }

  /**
   * Returns the end of a run; null if it has none.
   *
   * @throws IOException if its summary cannot be read
   */
  static @Nullable Instant finishedAt(OutputRoot output, RunId run) throws IOException {
    if (!output.list(run.folder()).contains("summary.json")) {
      return null;
    }
    try (InputStream summary = output.read(run.folder() + "/summary.json")) {
      return Instant.parse(JSON.readTree(summary).path("finished_at").asText());
    } catch (JsonProcessingException | DateTimeException e) {
      // Damaged. Its receipts are what counts, and a run ends before the day after the next.
      return run.startedAt().plus(LONGEST_RUN);
    }
  }

  /**
   * Returns the days whose tables the run's shards of a dataset and slot can have rows of.
   *
   * <p>A snapshot was received while a run of its slot ran; the result of a market in it can be as
   * old as the finished run before. A window ends at the slot and does not go beyond a day.
   */
  Stream<LocalDate> days(String dataset, long slot) {
    return switch (dataset) {
      case "market_data" -> {
        Instant oldest = run.startedAt().minus(OLDEST_RESULT);
        yield days(earlier(resultsSince.isBefore(oldest) ? oldest : resultsSince, slot));
      }
      case "orderbooks" -> days(earlier(run.startedAt(), slot));
      default -> Stream.of(Times.day(slot - 1));
    };
  }

  /** A shard that was there already was received before this run, but not before its slot. */
  private static Instant earlier(Instant time, long slot) {
    Instant slotTime = Times.instant(slot);
    return slotTime.isBefore(time) ? slotTime : time;
  }

  private Stream<LocalDate> days(Instant from) {
    return Times.day(from).datesUntil(Times.day(finishedAt).plusDays(1));
  }

  /**
   * Passes on every shard that has a receipt of the run. Receipts that a power cut has damaged are
   * as if they were not there: another run of the slot has them too. Of a run that was given up,
   * passes on every snapshot of its slot that is there. It has no windows: a later run collects
   * those.
   *
   * @return what is wrong with the receipts; null if nothing is
   */
  @Nullable String shards(OutputRoot output, Shards shards) throws IOException {
    if (!hasReceipts) {
      long slot = Times.micros(run.slot().time());
      for (String dataset : SNAPSHOTS) {
        for (String ticker : SlotShards.of(output, dataset, slot)) {
          shards.accept(dataset, ticker, slot);
        }
      }
      return null;
    }
    try (InputStream receipts =
            new BufferedInputStream(output.read(run.folder() + "/shards.ndjson"), 1 << 16);
        JsonParser parser = LINES.createParser(receipts)) {
      while (parser.nextToken() != null) {
        String path = "";
        String outcome = "";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          String value = parser.nextTextValue();
          if (value == null) {
            parser.skipChildren();
          } else if (name.equals("path")) {
            path = value;
          } else if (name.equals("outcome")) {
            outcome = value;
          }
        }
        if (!outcome.equals(EMPTY)) {
          ShardName shard = ShardName.parse(path);
          if (shard != null && Tables.datasets().contains(shard.dataset())) {
            shards.accept(shard.dataset(), shard.ticker(), shard.slot());
          }
        }
      }
      return null;
    } catch (JsonProcessingException e) {
      return e.getOriginalMessage();
    } catch (NoSuchFileException e) {
      return "it is not there";
    }
  }
}
