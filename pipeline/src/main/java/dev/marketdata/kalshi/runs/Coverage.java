package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.CoverageRow.Condition;
import dev.marketdata.kalshi.runs.CoverageRow.Counts;
import dev.marketdata.kalshi.runs.CoverageRow.Reason;
import dev.marketdata.kalshi.runs.ObservedRun.Collected;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the runs of a job hold, by dataset and slot. It follows from their summaries and
 * misses alone. Not safe for use by several threads.
 */
public final class Coverage {

  // Cloud Scheduler and Dataflow take some minutes to start a run.
  private static final Duration IN_TIME = Duration.ofMinutes(10);
  private static final Instant FIRST_DAY = Instant.parse("2000-01-01T00:00:00Z");

  private final List<ObservedRun> runs;
  private final List<ExpectedSlot> schedule;
  private final Instant now;
  private final Map<Instant, List<ObservedRun>> bySlot = new HashMap<>();
  private final HeldWindows held;

  /**
   * Creates the coverage of some runs.
   *
   * @param runs all runs of the job in the range, finished or not, by their start
   * @param since the start of the range if the job had earlier runs; null if slots are expected
   *     from the first run on
   * @param now slots after it are not expected
   * @param usual the time between slots if no run tells
   */
  public Coverage(List<ObservedRun> runs, @Nullable Instant since, Instant now, Duration usual) {
    this.runs = List.copyOf(runs);
    this.schedule = ExpectedSlot.schedule(runs, since, now, usual);
    this.now = now;
    this.held = new HeldWindows(runs);
    for (ObservedRun run : runs) {
      if (!run.isBackfill()) {
        bySlot.computeIfAbsent(run.slot(), slot -> new ArrayList<>()).add(run);
      }
    }
  }

  /**
   * Reads the runs of a job.
   *
   * @param from the first slot; null for that of the first run
   * @param now slots after it are not expected
   * @param usual the time between slots if no run tells
   * @throws IOException if they cannot be read
   */
  public static Coverage read(
      RunHistory history, String jobName, @Nullable Instant from, Instant now, Duration usual)
      throws IOException {
    Instant first = from == null ? FIRST_DAY : from;
    boolean earlier =
        from != null && history.newestBefore(new RunId(new Slot(from), jobName, from)) != null;
    return new Coverage(
        ObservedRun.read(history, jobName, first), earlier ? from : null, now, usual);
  }

  /** Returns the runs by their start. */
  public List<ObservedRun> runs() {
    return runs;
  }

  /**
   * Returns one row for each expected slot and each dataset that any of the runs included, by
   * dataset, then slot. Expected are the slots of the schedule and, of datasets with a window,
   * those of backfills.
   */
  public List<CoverageRow> rows() {
    Set<String> included =
        runs.stream().flatMap(run -> run.datasets().stream()).collect(Collectors.toSet());
    if (!schedule.isEmpty()) {
      included.add(Datasets.MARKETS.name());
    }
    List<CoverageRow> rows = new ArrayList<>();
    for (Dataset dataset : Datasets.all()) {
      if (!included.contains(dataset.name())) {
        continue;
      }
      if (dataset.hasWindow()) {
        withBackfills(dataset).forEach(slot -> rows.add(ofWindow(dataset, slot)));
      } else {
        schedule.forEach(slot -> rows.add(ofSnapshot(dataset, slot)));
      }
    }
    return rows;
  }

  private List<ExpectedSlot> withBackfills(Dataset dataset) {
    Map<Instant, ExpectedSlot> slots = new TreeMap<>();
    Instant first = schedule.isEmpty() ? Instant.MAX : schedule.get(0).time();
    for (ObservedRun run : runs) {
      for (Collected found : run.isBackfill() ? run.windows() : List.<Collected>of()) {
        Window window = found.window();
        if (window.slot().isBefore(first) && found.datasets().has(dataset.name())) {
          slots.put(window.slot(), new ExpectedSlot(window, window.length()));
        }
      }
    }
    schedule.forEach(slot -> slots.put(slot.time(), slot));
    return List.copyOf(slots.values());
  }

  private List<ObservedRun> attempts(ExpectedSlot slot) {
    return bySlot.getOrDefault(slot.time(), List.of());
  }

  /** What some of the runs of a slot hold of a dataset that shows the moment of the request. */
  private record Snapshots(long held, Missing missing, @Nullable ObservedRun last) {

    static final Snapshots NONE = new Snapshots(0, Missing.NONE, null);

    /** Runs with the same list add to each other. Of others, the one that found most counts. */
    Snapshots plus(ObservedRun run, Dataset dataset) {
      long stored = run.stored(dataset);
      long there = stored + run.alreadyThere(dataset);
      Missing own = run.missing(dataset.name(), null);
      ObservedRun newest = stored > 0 || last == null ? run : last;
      if (last == null) {
        return new Snapshots(there, own, newest);
      }
      if (run.isRetry()) {
        return new Snapshots(held + stored, missing.afterRetry(own), newest);
      }
      if (run.tickerFile().equals(last.tickerFile()) || last.isRetry()) {
        return new Snapshots(Math.max(held, there), missing.and(own), newest);
      }
      return there > held ? new Snapshots(there, own, run) : this;
    }

    boolean isWhole() {
      return last != null && missing.isNone() && (held > 0 || !last.isStopped());
    }
  }

  private static Snapshots snapshots(
      List<ObservedRun> attempts, Dataset dataset, Predicate<ObservedRun> which) {
    Snapshots found = Snapshots.NONE;
    for (ObservedRun run : attempts) {
      if (run.datasets().contains(dataset.name()) && which.test(run)) {
        found = found.plus(run, dataset);
      }
    }
    return found;
  }

  private CoverageRow ofSnapshot(Dataset dataset, ExpectedSlot slot) {
    List<ObservedRun> attempts = attempts(slot);
    Instant late = slot.time().plus(IN_TIME);
    Snapshots all = snapshots(attempts, dataset, run -> true);
    Snapshots inTime =
        snapshots(
            attempts, dataset, run -> !run.startedAt().isAfter(late) && !run.waitedAfter(late));
    boolean current = slot.isCurrent(now);
    ObservedRun last = all.last();
    if (last == null) {
      Reason reason = withoutData(attempts);
      return row(dataset, slot, withoutData(slot, reason), reason, null, current, attempts);
    }
    boolean waited = attempts.stream().anyMatch(run -> run.waitedAfter(late));
    ObservedRun whole = inTime.isWhole() ? inTime.last() : null;
    Instant started = whole == null ? last.startedAt() : whole.startedAt();
    long seconds = Duration.between(slot.time(), started).toSeconds();
    Counts counts = new Counts(all.held(), 0, all.missing().count(), seconds, null);
    if (all.held() == 0 && (last.hasFailed() || last.isStopped() || !all.missing().isNone())) {
      Reason reason = failure(attempts, waited, Reason.FAILED);
      return row(dataset, slot, Condition.MISSING, reason, counts, current, attempts);
    }
    if (!all.isWhole()) {
      Reason reason = failure(attempts, waited, Reason.PARTIAL);
      return row(dataset, slot, Condition.DEGRADED, reason, counts, current, attempts);
    }
    if (!inTime.isWhole()) {
      Reason reason = waited ? Reason.OUTAGE : Reason.LATE;
      return row(dataset, slot, Condition.DEGRADED, reason, counts, false, attempts);
    }
    return row(dataset, slot, Condition.AVAILABLE, null, counts, false, attempts);
  }

  /** Returns why runs of a slot that did not finish with a dataset hold nothing of it. */
  private static Reason withoutData(List<ObservedRun> attempts) {
    if (attempts.isEmpty()) {
      return Reason.NO_RUN;
    }
    return attempts.stream().anyMatch(ObservedRun::isFinished)
        ? Reason.NOT_INCLUDED
        : Reason.UNFINISHED;
  }

  private Condition withoutData(ExpectedSlot slot, Reason reason) {
    boolean finished = reason != Reason.NO_RUN && reason != Reason.UNFINISHED;
    return slot.isCurrent(now) && !finished ? Condition.PENDING : Condition.MISSING;
  }

  private static Reason failure(List<ObservedRun> attempts, boolean outage, Reason otherwise) {
    if (outage) {
      return Reason.OUTAGE;
    }
    return attempts.stream().anyMatch(ObservedRun::isStopped) ? Reason.STOPPED : otherwise;
  }

  private CoverageRow ofWindow(Dataset dataset, ExpectedSlot slot) {
    List<ObservedRun> attempts = attempts(slot);
    List<HeldWindows.Entry> entries = held.entries(dataset.name(), slot.window());
    List<HeldWindows.Part> parts = HeldWindows.parts(entries, dataset.name(), slot.window());
    List<ObservedRun> involved =
        Stream.concat(attempts.stream(), entries.stream().map(HeldWindows.Entry::run))
            .distinct()
            .sorted(Comparator.comparing(ObservedRun::startedAt))
            .toList();
    boolean anything = parts.stream().anyMatch(HeldWindows.Part::isKnown);
    Counts counts = anything ? counts(parts, dataset) : null;
    boolean outage = attempts.stream().anyMatch(run -> run.waitedAfter(slot.time()));
    if (!parts.stream().allMatch(HeldWindows.Part::isKnown)) {
      Reason reason = withoutWindow(attempts, dataset, outage);
      Condition condition = anything ? Condition.DEGRADED : withoutData(slot, reason);
      return row(dataset, slot, condition, reason, counts, true, involved);
    }
    if (!parts.stream().allMatch(HeldWindows.Part::isWhole)) {
      boolean nothing = parts.stream().allMatch(part -> part.stored() + part.empty() == 0);
      Reason reason = failure(attempts, outage, nothing ? Reason.FAILED : Reason.PARTIAL);
      Condition condition = nothing ? Condition.MISSING : Condition.DEGRADED;
      return row(dataset, slot, condition, reason, counts, true, involved);
    }
    if (parts.stream().anyMatch(part -> part.different() > 0)) {
      return row(
          dataset, slot, Condition.DEGRADED, Reason.VOLUME_DIFFERENT, counts, false, involved);
    }
    List<HeldWindows.Entry> own =
        entries.stream().filter(entry -> attempts.contains(entry.run())).toList();
    boolean atOnce =
        HeldWindows.parts(own, dataset.name(), slot.window()).stream()
            .allMatch(HeldWindows.Part::isWhole);
    Reason reason = atOnce ? null : Reason.CAUGHT_UP;
    return row(dataset, slot, Condition.AVAILABLE, reason, counts, false, involved);
  }

  private static Reason withoutWindow(List<ObservedRun> attempts, Dataset dataset, boolean outage) {
    List<ObservedRun> including =
        attempts.stream().filter(run -> run.datasets().contains(dataset.name())).toList();
    return including.isEmpty() ? withoutData(attempts) : failure(including, outage, Reason.NO_RUN);
  }

  /** A market has all parts or none, so these are not summed. */
  private static Counts counts(List<HeldWindows.Part> parts, Dataset dataset) {
    Missing missing = Missing.NONE;
    long stored = 0;
    long empty = 0;
    long different = 0;
    for (HeldWindows.Part part : parts) {
      missing = missing.or(part.missing());
      stored = Math.max(stored, part.stored());
      empty = Math.max(empty, part.empty());
      different = Math.max(different, part.different());
    }
    boolean checked = dataset.equals(Datasets.TRADES);
    return new Counts(stored, empty, missing.count(), null, checked ? different : null);
  }

  private static CoverageRow row(
      Dataset dataset,
      ExpectedSlot slot,
      Condition condition,
      @Nullable Reason reason,
      @Nullable Counts counts,
      boolean recoverable,
      List<ObservedRun> runs) {
    return new CoverageRow(
        dataset.name(),
        dataset.hasWindow(),
        slot.window(),
        slot.interval(),
        condition,
        reason,
        counts,
        recoverable,
        runs.stream().map(run -> run.id().name()).toList());
  }
}
