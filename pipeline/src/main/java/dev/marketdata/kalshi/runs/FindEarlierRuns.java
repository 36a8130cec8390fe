package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.fetch.Gap;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, on a worker, from when on a run has to keep results: one interval before the newest
 * finished run of its job, because that run may have missed the last ones; at least as long as its
 * rules say, and at most a week. If the earlier runs cannot be read, the rules' time remains. An
 * output of another exchange is refused. Also finds the windows of earlier slots to collect.
 */
public final class FindEarlierRuns extends PTransform<PBegin, PCollection<EarlierRuns>> {

  /** The one element. */
  public static final TupleTag<EarlierRuns> EARLIER = new TupleTag<>() {};

  private static final Logger LOG = LoggerFactory.getLogger(FindEarlierRuns.class);
  private static final Duration MOST = Duration.ofDays(7);

  private final OutputRoot output;
  private final RunId run;
  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final String tickers;
  private final RunNotices notices;

  private FindEarlierRuns(
      OutputRoot output,
      RunId run,
      KalshiSettings kalshi,
      FetchRules rules,
      String tickers,
      RunNotices notices) {
    this.output = output;
    this.run = run;
    this.kalshi = kalshi;
    this.rules = rules;
    this.tickers = tickers;
    this.notices = notices;
  }

  /**
   * Returns a transform that looks for runs before the given one under the output root.
   *
   * @param kalshi the settings of the run's client; its deadline ends the wait for a storage that
   *     is down
   * @param tickers the ticker file of the run, as its summary names it
   */
  public static FindEarlierRuns of(
      OutputRoot output, RunId run, KalshiSettings kalshi, FetchRules rules, String tickers) {
    return new FindEarlierRuns(output, run, kalshi, rules, tickers, RunNotices.NONE);
  }

  /** Returns a transform that also tells somebody that the run starts: it is the run's first. */
  public FindEarlierRuns telling(RunNotices whom) {
    return new FindEarlierRuns(output, run, kalshi, rules, tickers, whom);
  }

  @Override
  public PCollection<EarlierRuns> expand(PBegin begin) {
    return begin
        .apply("Once", Create.of(0))
        .apply("Read runs", ParDo.of(new FindFn()))
        .setCoder(SerializableCoder.of(EarlierRuns.class));
  }

  private final class FindFn extends DoFn<Integer, EarlierRuns> {

    @ProcessElement
    public void find(OutputReceiver<EarlierRuns> out) {
      notices.started(run);
      EarlierRuns earlier = FindEarlierRuns.this.find();
      if (earlier.missedSlots() > 0) {
        run.log(LOG)
            .warn(
                "{} no finished run since {}; prices of that time cannot be had any more, but what"
                    + " settled since then is collected now, up to a week back",
                earlier.missedSlots() == 1 ? "1 slot has" : earlier.missedSlots() + " slots have",
                earlier.newest());
      }
      if (!earlier.gaps().isEmpty()) {
        run.log(LOG)
            .warn(
                "{} {} ({} to {}); they are collected now",
                earlier.gaps().size() == 1 ? "1 slot lacks" : earlier.gaps().size() + " slots lack",
                rules.windowDatasets().stream()
                    .map(Dataset::label)
                    .collect(Collectors.joining(" or ")),
                earlier.gaps().get(0).window().slot(),
                earlier.gaps().get(earlier.gaps().size() - 1).window().slot());
      }
      out.output(earlier);
    }
  }

  EarlierRuns find() {
    Instant usual = rules.markets().settledSince();
    RunProgress.of(kalshi.run()).await("the storage");
    try (ObjectStore store = output.open(run, KalshiClients.timing(kalshi), kalshi.deadline())) {
      store.check();
      RunHistory history = new RunHistory(output);
      String refusal = history.refusal(kalshi.api());
      RunId newest = refusal == null ? history.newestBefore(run) : null;
      EarlierRuns earlier =
          newest == null ? EarlierRuns.none(usual) : after(newest.slot().time(), usual);
      if (refusal == null) {
        earlier = earlier.with(gaps(history));
      }
      return earlier.refusing(refusal == null ? null : "--output=" + output + ": " + refusal);
    } catch (IOException | RuntimeException e) {
      run.log(LOG)
          .warn(
              "Cannot read the earlier runs in {} ({}), so only markets that settled after {} are"
                  + " collected",
              output.resolve("runs"),
              Excerpt.of(e),
              usual);
      return EarlierRuns.none(usual);
    } finally {
      RunProgress.of(kalshi.run()).await(null);
    }
  }

  private EarlierRuns after(Instant newest, Instant usual) {
    Instant slot = run.slot().time();
    Duration interval = rules.interval();
    Instant since = Collections.max(List.of(newest.minus(interval), slot.minus(MOST)));
    Duration gap =
        Duration.between(Slot.floor(newest, interval).time(), Slot.floor(slot, interval).time());
    return new EarlierRuns(
        since.isBefore(usual) ? since : usual,
        newest,
        rules.snapshots() ? Math.max(0, gap.dividedBy(interval) - 1) : 0,
        List.of(),
        null);
  }

  private List<Gap> gaps(RunHistory history) throws IOException {
    if (!rules.snapshots() || !rules.hasWindows()) {
      return List.of();
    }
    Instant oldest = run.slot().time().minus(rules.catchUp());
    Deque<Window> windows = new ArrayDeque<>();
    Instant slot = Slot.floor(run.slot().time(), rules.interval()).time();
    for (; !slot.isBefore(oldest); slot = slot.minus(rules.interval())) {
      Window window = Window.before(slot, rules.interval());
      if (!window.equals(rules.windows().first())) {
        windows.addFirst(window);
      }
    }
    Set<String> names =
        rules.windowDatasets().stream().map(Dataset::name).collect(Collectors.toSet());
    return new WindowHistory(history, tickers, names).gaps(run, List.copyOf(windows));
  }
}
