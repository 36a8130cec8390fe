package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The finished runs under an output root. Lists {@code runs/} and one day after the other. */
public record RunHistory(OutputRoot output) {

  private static final String RUNS = "runs";
  private static final String DATE = "date=";
  private static final String SUMMARY = "summary.json";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Comparator<RunId> BY_SLOT =
      Comparator.comparing((RunId run) -> run.slot().time()).thenComparing(RunId::startedAt);

  /** Reads something of a finished run. */
  public interface Reader<T> {

    /** Returns it, or null to go on with the run before. */
    @Nullable T read(RunId run) throws IOException;
  }

  /**
   * Returns what the reader returns for the newest finished run, by its slot and then its start,
   * for which that is not null.
   *
   * @param candidates the runs to look at
   * @return null if there is no such run
   */
  public <T> @Nullable T newest(Predicate<RunId> candidates, Reader<T> reader) throws IOException {
    List<String> days =
        newestFirst(output.list(RUNS)).stream().filter(name -> name.startsWith(DATE)).toList();
    for (String day : days) {
      List<RunId> runs =
          output.list(RUNS + "/" + day).stream()
              .map(RunId::parse)
              .filter(run -> run != null && candidates.test(run))
              .sorted(BY_SLOT.reversed())
              .toList();
      for (RunId run : runs) {
        T found = output.list(run.folder()).contains(SUMMARY) ? reader.read(run) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /**
   * Returns the exchange of the newest run that stored something.
   *
   * @return null if there is none, or it is of an earlier version, whose summaries do not tell
   */
  public @Nullable ApiRoot exchange() throws IOException {
    JsonNode summary =
        newest(
            any -> true,
            run -> {
              JsonNode read = summary(run);
              return stored(read) > 0 ? read : null;
            });
    String url = summary == null ? "" : summary.path("api").asText();
    return url.isEmpty() ? null : new ApiRoot(url);
  }

  /**
   * Returns why a run from an exchange must not write under the root, as the rule of its flag: the
   * shards there are another's. Shards do not tell the two apart by their paths.
   *
   * @return null if it may
   */
  public @Nullable String refusal(ApiRoot api) throws IOException {
    ApiRoot there = exchange();
    return there == null || there.isOfSameExchangeAs(api)
        ? null
        : "holds data of another exchange, "
            + there
            + ", and this run reads "
            + api
            + "; give another --output";
  }

  private static long stored(JsonNode summary) {
    long stored = 0;
    for (JsonNode member : summary) {
      stored += member.path("stored").asLong();
    }
    return stored;
  }

  /**
   * Returns the newest run of a job before a run's slot that was not stopped, other than backfills;
   * null if none.
   */
  @Nullable RunId newestBefore(RunId next) throws IOException {
    return newest(
        run ->
            run.jobName().equals(next.jobName()) && run.slot().time().isBefore(next.slot().time()),
        run -> {
          JsonNode summary = summary(run);
          return summary.path("stopped_by").isNull() && !summary.path("backfill").isObject()
              ? run
              : null;
        });
  }

  /** Returns the runs, finished or not, of a slot and of those after it. */
  public List<RunId> since(Instant slot) throws IOException {
    String first = DATE + new Slot(slot).date();
    List<RunId> runs = new ArrayList<>();
    for (String day : output.list(RUNS)) {
      if (day.startsWith(DATE) && day.compareTo(first) >= 0) {
        output.list(RUNS + "/" + day).stream()
            .map(RunId::parse)
            .filter(run -> run != null && !run.slot().time().isBefore(slot))
            .forEach(runs::add);
      }
    }
    return runs;
  }

  private static List<String> newestFirst(List<String> names) {
    return names.stream().sorted(Comparator.reverseOrder()).toList();
  }

  /** Returns the summary of a run; null if the run did not finish. */
  public @Nullable JsonNode summaryOf(RunId run) throws IOException {
    return output.list(run.folder()).contains(SUMMARY) ? summary(run) : null;
  }

  /** Returns the number of misses of a summary that are failures. */
  static long failed(JsonNode summary) {
    return Arrays.stream(MissReason.values())
        .filter(MissReason::isFailure)
        .mapToLong(reason -> summary.path("misses").path(reason.jsonName()).asLong())
        .sum();
  }

  /** Returns the misses of a finished run, to be closed; a damaged line ends them. */
  public Stream<JsonNode> misses(RunId run) throws IOException {
    MappingIterator<JsonNode> lines =
        JSON.readerFor(JsonNode.class).readValues(output.read(run.folder() + "/misses.ndjson"));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
        .onClose(
            () -> {
              try {
                lines.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** Returns a summary of this or another version; without a member if it is damaged. */
  private JsonNode summary(RunId run) throws IOException {
    try (InputStream summary = output.read(run.folder() + "/" + SUMMARY)) {
      return JSON.readTree(summary);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
