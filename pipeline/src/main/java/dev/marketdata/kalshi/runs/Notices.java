package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.runs.RunSummary.Drift;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has been told up to a run of a job, and up to its summary: the next run reads it
 * there.
 *
 * @param incidentSince the slot of the first of the consecutive runs that were not well; null if
 *     the run was well
 * @param schemaDrift the differences from the known schema, of this run and earlier ones
 */
public record Notices(@Nullable String incidentSince, List<String> schemaDrift) {

  static final Notices NONE = new Notices(null, List.of());

  private static final BigDecimal LATE_SECONDS = BigDecimal.valueOf(1_800);

  /** Returns what somebody has been told after a run. */
  Notices after(RunSummary summary) {
    Set<String> drift = new LinkedHashSet<>(schemaDrift);
    summary.schemaDrift().forEach(each -> drift.add(name(each)));
    String since = incidentSince == null ? summary.slot() : incidentSince;
    return new Notices(isWell(summary) ? null : since, List.copyOf(drift));
  }

  /** Returns the differences of a run that nobody has been told of. */
  List<String> newDrift(RunSummary summary) {
    return summary.schemaDrift().stream()
        .map(Notices::name)
        .filter(name -> !schemaDrift.contains(name))
        .distinct()
        .toList();
  }

  private static String name(Drift drift) {
    return drift.dataset() + " " + drift.field() + " " + drift.finding();
  }

  private static boolean isWell(RunSummary summary) {
    return summary.verdict() == Verdict.COMPLETE && !isLate(summary) && different(summary) == 0;
  }

  /** Returns whether a run started more than 30 minutes after its slot. */
  static boolean isLate(RunSummary summary) {
    return summary.lateSeconds().compareTo(LATE_SECONDS) > 0;
  }

  /** Returns in how many windows a market's trades do not add up to its candles. */
  static long different(RunSummary summary) {
    return summary.volumeCheck() == null ? 0 : summary.volumeCheck().different();
  }
}
