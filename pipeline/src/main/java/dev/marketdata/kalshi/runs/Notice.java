package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.store.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is told of a run.
 *
 * @param since the slot of the first run of the incident; null if there is none
 * @param reasons what is wrong, the most important first
 * @param command what to do, for a shell
 * @param until the time from which the command is of no use; null for any time
 * @param folder the folder of the run
 */
record Notice(
    Kind kind,
    RunSummary summary,
    @Nullable String since,
    List<Reason> reasons,
    String command,
    @Nullable Instant until,
    String folder) {

  private static final int MAX_REASONS = 5;
  // So that five, and the command, fit into the shortest message of a service.
  private static final int MAX_LENGTH = 120;

  /** Why somebody is told. */
  enum Kind {
    /** A run is not well, and the one before was, or it failed, and the one before did not. */
    INCIDENT,
    /** A run is well, and the one before was not. */
    RECOVERED,
    /** Kalshi's objects differ from the known schema in another way than before. */
    SCHEMA_DRIFT;

    /** Returns the name in a message. */
    String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that is wrong.
   *
   * @param count how often
   */
  record Reason(String text, long count) {}

  /**
   * Returns what somebody is to be told of a run.
   *
   * @param told what somebody has been told before
   * @param misses the run's misses
   * @param commands what to do
   * @param folder the folder of the run
   * @return null if there is nothing new
   */
  static @Nullable Notice of(
      Told told, RunSummary summary, List<Miss> misses, RunNotices commands, String folder) {
    Notices before = told.notices();
    List<String> drift = before.newDrift(summary);
    Kind kind = kind(told, summary, !drift.isEmpty());
    if (kind == null) {
      return null;
    }
    boolean failures = summary.failed() > 0 && kind != Kind.RECOVERED;
    String since = before.after(summary).incidentSince();
    return new Notice(
        kind,
        summary,
        kind == Kind.RECOVERED ? before.incidentSince() : since,
        reasons(summary, misses, drift),
        failures ? commands.again() : commands.coverage(),
        failures && summary.backfill() == null ? nextSlot(summary) : null,
        folder);
  }

  private static @Nullable Kind kind(Told told, RunSummary summary, boolean drift) {
    boolean wasOpen = told.notices().incidentSince() != null;
    boolean isOpen = told.notices().after(summary).incidentSince() != null;
    boolean fails = summary.verdict() == Verdict.FAILED;
    if (isOpen && (!wasOpen || (fails && !told.failed()))) {
      return Kind.INCIDENT;
    }
    if (wasOpen && !isOpen) {
      return Kind.RECOVERED;
    }
    return drift ? Kind.SCHEMA_DRIFT : null;
  }

  private static @Nullable Instant nextSlot(RunSummary summary) {
    if (summary.interval() == null) {
      return null;
    }
    Duration interval = Duration.parse(summary.interval());
    return Slot.floor(Instant.parse(summary.slot()), interval).time().plus(interval);
  }

  private static List<Reason> reasons(RunSummary summary, List<Miss> misses, List<String> drift) {
    List<Reason> all = new ArrayList<>();
    if (summary.stoppedBy() != null) {
      all.add(new Reason("stopped: " + shortened(summary.stoppedBy()), 1));
    }
    boolean nothingKnown = summary.verdict() == Verdict.FAILED && summary.failed() == 0;
    misses.stream()
        // What stopped the run is the reason of all that was left.
        .filter(miss -> !miss.detail().equals(summary.stoppedBy()))
        .filter(
            miss ->
                miss.reason().isFailure()
                    || miss.reason() == MissReason.INVALID
                    || (nothingKnown && miss.reason() == MissReason.NOT_FOUND))
        .map(miss -> miss.reason().jsonName() + ": " + shortened(miss.detail()))
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(entry -> new Reason(entry.getKey(), entry.getValue()))
        .forEach(all::add);
    List<Reason> others = new ArrayList<>();
    if (Notices.isLate(summary)) {
      long minutes = summary.lateSeconds().longValue() / 60;
      others.add(new Reason("the run started " + minutes + " minutes after its slot", 1));
    }
    if (Notices.different(summary) > 0) {
      others.add(new Reason("trades do not add up to their candles", Notices.different(summary)));
    }
    if (!drift.isEmpty()) {
      others.add(new Reason("schema drift: " + shortened(String.join(", ", drift)), drift.size()));
    }
    int ofMisses = Math.min(all.size(), MAX_REASONS - others.size());
    all.subList(ofMisses, all.size()).clear();
    all.addAll(others);
    return List.copyOf(all);
  }

  private static String shortened(String text) {
    return Excerpt.of(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text);
  }

  /** Returns one line: job, slot and verdict. */
  String title() {
    String what =
        switch (kind) {
          case INCIDENT -> summary.verdict().jsonName();
          case RECOVERED -> "well again";
          case SCHEMA_DRIFT -> "Kalshi's objects have changed";
        };
    return summary.job() + " " + summary.slot() + ": " + what;
  }

  /** Returns what follows the title, for people to read. */
  String body() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "%,d stored, %,d failed", summary.stored(), summary.failed()));
    if (since != null && !since.equals(summary.slot())) {
      text.append(kind == Kind.RECOVERED ? "; something was wrong since " : "; since ");
      text.append(since);
    }
    for (Reason reason : reasons) {
      text.append("\n- ");
      text.append(reason.count() == 1 ? "" : reason.count() + " x ").append(reason.text());
    }
    text.append("\nRun: ").append(folder);
    text.append(until == null ? "\n" : "\nUntil " + until + ": ").append(command);
    return text.toString();
  }
}
