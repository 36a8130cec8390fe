package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.base.ParallelReads;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a run tell about the slots that it collected: its summary, of this or an
 * earlier version, and its misses.
 */
public final class ObservedRun {

  private static final String MARKETS = Datasets.MARKETS.name();
  private static final Pattern FAILED =
      Pattern.compile("(.*/)?runs/date=[^/]+/(?<run>[^/]+)/failed\\.txt");
  private static final MissReason[] REASONS = MissReason.values();

  /** What is missing, by dataset and slot; without a slot for what has no window. */
  private record Place(String dataset, String slot) {}

  /** What a run found of a window. */
  record Collected(Window window, boolean ofAll, JsonNode datasets) {}

  private final RunId id;
  private final @Nullable JsonNode summary;
  private final Map<Place, Missing> missing;
  private final Set<String> datasets = new HashSet<>();
  private final List<Collected> windows = new ArrayList<>();

  private ObservedRun(RunId id, @Nullable JsonNode summary, Map<Place, Missing> missing) {
    this.id = id;
    this.summary = summary;
    this.missing = missing;
    if (summary != null) {
      summary.path("windows").forEach(this::addWindow);
      addDatasets(summary);
    }
  }

  /** Creates a run that did not finish. */
  static ObservedRun unfinished(RunId id) {
    return new ObservedRun(id, null, Map.of());
  }

  /** Creates a finished run. */
  static ObservedRun finished(RunId id, JsonNode summary, Stream<JsonNode> misses) {
    Map<Place, Missing> missing = new HashMap<>();
    misses.forEach(miss -> add(miss, missing));
    return new ObservedRun(id, summary, missing);
  }

  /**
   * Reads the runs of a job from a time on, backfills of that time too, by their start.
   *
   * @param since the first slot
   */
  static List<ObservedRun> read(RunHistory history, String jobName, Instant since)
      throws IOException {
    List<RunId> ids =
        history.since(since).stream().filter(id -> id.jobName().equals(jobName)).toList();
    List<ObservedRun> runs =
        new ArrayList<>(ParallelReads.map(ids, "read-runs", id -> read(history, id)));
    runs.sort(Comparator.comparing(ObservedRun::startedAt).thenComparing(run -> run.id.name()));
    return runs;
  }

  private static ObservedRun read(RunHistory history, RunId id) throws IOException {
    JsonNode summary = history.summaryOf(id);
    if (summary == null || summary.isEmpty()) {
      return unfinished(id);
    }
    if (RunHistory.failed(summary) == 0) {
      return finished(id, summary, Stream.of());
    }
    try (Stream<JsonNode> misses = history.misses(id)) {
      return finished(id, summary, misses);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof JsonProcessingException) {
        // A power cut can leave half a file.
        return unfinished(id);
      }
      throw e;
    }
  }

  private static void add(JsonNode miss, Map<Place, Missing> missing) {
    String reason = miss.path("reason").asText();
    for (MissReason known : REASONS) {
      if (known.isFailure() && known.jsonName().equals(reason)) {
        String selector = miss.path("selector").asText();
        String name = miss.path("ticker").isTextual() ? miss.path("ticker").asText() : selector;
        Place place = new Place(miss.path("dataset").asText(), miss.path("slot").asText(""));
        missing.put(
            place,
            missing
                .getOrDefault(place, Missing.start())
                .plus(name, new Missing.Item(selector, known.isRetryable())));
      }
    }
  }

  private void addWindow(JsonNode entry) {
    windows.add(
        new Collected(
            new Window(time(entry, "from"), time(entry, "to"), time(entry, "slot")),
            entry.path("names").isNull() && !isRetry(),
            entry.path("datasets")));
  }

  private static Instant time(JsonNode entry, String name) {
    return Instant.parse(entry.path(name).asText());
  }

  /** Summaries of earlier versions do not say what was included; what was found does. */
  private void addDatasets(JsonNode of) {
    if (!isBackfill()) {
      datasets.add(MARKETS);
    }
    of.path("include").forEach(name -> datasets.add(name.asText()));
    windows.forEach(window -> window.datasets().fieldNames().forEachRemaining(datasets::add));
    for (Dataset dataset : Datasets.optional()) {
      if (stored(dataset) + alreadyThere(dataset) > 0) {
        datasets.add(dataset.name());
      }
    }
    missing.keySet().forEach(place -> datasets.add(place.dataset()));
  }

  /** Returns the identity of the run. */
  public RunId id() {
    return id;
  }

  /** Returns the summary; null if the run did not finish. */
  public @Nullable JsonNode summary() {
    return summary;
  }

  /** Returns the number of misses that are failures. */
  public long failed() {
    return summary == null ? 0 : RunHistory.failed(summary);
  }

  Instant startedAt() {
    return id.startedAt();
  }

  Instant slot() {
    return id.slot().time();
  }

  boolean isFinished() {
    return summary != null;
  }

  boolean isStopped() {
    return of("stopped_by").isTextual();
  }

  boolean hasFailed() {
    return of("verdict").asText().equals(RunSummary.Verdict.FAILED.jsonName());
  }

  /** Returns true if it collected past slots, and no markets. */
  public boolean isBackfill() {
    return of("backfill").isObject();
  }

  private JsonNode of(String member) {
    return summary == null ? MissingNode.getInstance() : summary.path(member);
  }

  /** Returns true if its list is what an earlier run failed to collect. */
  public boolean isRetry() {
    return retriedRun() != null;
  }

  /** Returns the name of the run whose {@code failed.txt} is its list; null if it has another. */
  @Nullable String retriedRun() {
    Matcher failed = FAILED.matcher(tickerFile());
    return failed.matches() ? failed.group("run") : null;
  }

  /** Returns the ticker file; empty if it is unknown. */
  public String tickerFile() {
    return of("tickers").path("file").asText("");
  }

  /** Returns the API root; empty if it is unknown. */
  public String api() {
    return of("api").asText("");
  }

  /** Returns the names of the datasets that it collected. */
  public Set<String> datasets() {
    return datasets;
  }

  List<Collected> windows() {
    return windows;
  }

  /** Returns the time between slots; null if the run does not tell. */
  @Nullable Duration interval() {
    String interval = of("interval").asText("");
    if (!interval.isEmpty()) {
      return Duration.parse(interval);
    }
    return windows.stream()
        .filter(entry -> entry.window().slot().equals(slot()))
        .map(Collected::window)
        .filter(window -> window.end().equals(window.slot()) && Slot.divides(window.length()))
        .map(Window::length)
        .findFirst()
        .orElse(null);
  }

  long stored(Dataset dataset) {
    return of(dataset.summaryKey()).path("stored").asLong();
  }

  long alreadyThere(Dataset dataset) {
    return of(dataset.summaryKey()).path("already_there").asLong();
  }

  /** Returns true if it waited for a server that was still down at a time. */
  boolean waitedAfter(Instant time) {
    for (JsonNode outage : of("outages")) {
      if (!outage.path("to").isTextual() || time(outage, "to").isAfter(time)) {
        return true;
      }
    }
    return false;
  }

  /** A market or selector that was not fetched lacks all datasets. */
  Missing missing(String dataset, @Nullable Instant windowOf) {
    Missing fetched = missing.getOrDefault(new Place(MARKETS, ""), Missing.NONE);
    return dataset.equals(MARKETS)
        ? fetched
        : fetched.or(
            missing.getOrDefault(
                new Place(dataset, windowOf == null ? "" : windowOf.toString()), Missing.NONE));
  }

  /**
   * Returns how many markets are known not to add up in a window. The summary names the first
   * twenty only; of the others the window is not known, so one is counted in each window.
   */
  long differentVolumes(Window window) {
    JsonNode check = of("volume_check");
    long all = check.path("different").asLong();
    if (windows.size() <= 1) {
      return all;
    }
    long named = 0;
    for (JsonNode difference : check.path("differences")) {
      named += difference.path("slot").asText().equals(window.slot().toString()) ? 1 : 0;
    }
    return all > check.path("differences").size() ? Math.max(1, named) : named;
  }
}
