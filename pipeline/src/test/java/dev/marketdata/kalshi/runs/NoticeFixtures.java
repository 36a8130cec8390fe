package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.API;
import static dev.marketdata.kalshi.runs.RunFixtures.COUNTS;
import static dev.marketdata.kalshi.runs.RunFixtures.FINISHED;
import static dev.marketdata.kalshi.runs.RunFixtures.NO_RUNS;
import static dev.marketdata.kalshi.runs.RunFixtures.RULES;
import static dev.marketdata.kalshi.runs.RunFixtures.RUN;
import static dev.marketdata.kalshi.runs.RunFixtures.receipt;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import dev.marketdata.kalshi.client.RequestUsage;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.SourceLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Runs of which somebody is told. */
final class NoticeFixtures {

  static final RunNotices COMMANDS =
      new RunNotices(null, null, "./kalshi collect --tickers=failed.txt", "./kalshi coverage");

  private NoticeFixtures() {}

  static Miss miss(MissReason reason, String detail) {
    return new Miss("A", new SourceLine("t.txt", 1), null, "market_data", reason, detail, null);
  }

  static List<Miss> misses(String run) {
    return run.equals("failed")
        ? List.of(
            miss(MissReason.TIMED_OUT, "the deadline"),
            miss(MissReason.UNAVAILABLE, "HTTP 503"),
            miss(MissReason.UNAVAILABLE, "HTTP 503"),
            miss(MissReason.UNAVAILABLE, "HTTP 503"))
        : run.equals("partial") ? List.of(miss(MissReason.INVALID, "Not a ticker")) : List.of();
  }

  static Notice notice(String run) {
    return Objects.requireNonNull(
        Notice.of(Told.NOTHING, summary(run), misses(run), COMMANDS, "out/runs/r"));
  }

  static RunSummary summary(String run) {
    RunTally tally = new RunTally(Datasets.all());
    tally.add(receipt("A", Outcome.STORED));
    misses(run).forEach(tally::add);
    Duration late = run.equals("late") ? Duration.ofMinutes(45) : Duration.ofMinutes(5);
    if (run.equals("unknown")) {
      for (int i = 0; i < COUNTS.selectors(); i++) {
        tally.add(miss(MissReason.NOT_FOUND, "no such name"));
      }
    }
    return tally.summary(
        new RunId(RUN.slot(), RUN.jobName(), RUN.slot().time().plus(late)),
        RULES,
        API,
        COUNTS,
        NO_RUNS,
        usage(run),
        BigDecimal.ZERO,
        FINISHED);
  }

  private static FetchUsage usage(String run) {
    SchemaDrift drift =
        new SchemaDrift(
            new TreeMap<>(
                Map.of(
                    new Difference(Finding.GONE, "market_data", "title", ""),
                    new Sighting(2, "A", null))));
    VolumeCheck volumes = new VolumeCheck(7, 0, 0, 0, 3, 0, List.of());
    return new FetchUsage(
        RequestUsage.NONE,
        Duration.ZERO,
        null,
        run.equals("stopped") ? "the key is refused" : null,
        run.equals("drift") ? drift : SchemaDrift.NONE,
        List.of(),
        run.equals("volumes") ? volumes : VolumeCheck.NONE,
        Duration.ZERO);
  }
}
