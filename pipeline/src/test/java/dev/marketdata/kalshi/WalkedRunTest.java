package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.Verdict;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Asked;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose list is the catalogue, and long enough for a walk. */
@Timeout(300)
class WalkedRunTest {

  private static final int MARKETS = 10_000;

  // No time passes on it while an answer is awaited, so that no page comes too late; it begins
  // today because files are written against the same deadline.
  private final ManualClock clock = new ManualClock(Instant.now());
  private final Asked asked = Asked.markets(clock, MARKETS);
  private final String last = asked.exchange().tickers().get(MARKETS - 1);
  private final KalshiSimulator kalshi = KalshiSimulator.start(asked.exchange());
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).waitingOn(clock);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void aWholeCatalogueIsStoredFromItsPages() throws Exception {
    Left left = run.collect(asked.selectors());

    RunSummary summary = new RunCheck(asked, run.files("")).check(run.files(""), left.folder());
    assertThat(summary.markets(), is(new RunSummary.Shards(MARKETS, 0)));
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
    assertThat(kalshi.requests().total(), is(10L));
    assertThat(
        summary.plan(),
        is(
            new RunSummary.Plan(
                "walk_then_lookups",
                "every name was found: 10 pages in 0 ms spared 100 lookups at 1000 requests/s",
                10,
                MARKETS)));
  }

  @Test
  void whatABrokenWalkLeavesIsStoredToo() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    kalshi
        .faults()
        .next(1, request -> isWalk(request) && pages.incrementAndGet() == 9, Fault.status(400))
        // All attempts for a hundred order books, so that these have a second pass. They are of
        // the last markets, which the walk does not reach: the waits between attempts pass on the
        // clock by which it is weighed.
        .next(8, this::isLastBook, Fault.status(503));

    Left left = run.withOrderBooks().collect(asked.selectors());

    assertThat(left.summary().markets(), is(new RunSummary.Shards(MARKETS, 0)));
    assertThat(left.summary().orderBooks(), is(new RunSummary.Shards(MARKETS, 0)));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(kalshi.requests().countTo("/markets"), is(9 + 20L));
    assertThat(kalshi.requests().countTo("/markets/orderbooks"), is(8 + 100L));
    assertThat(left.summary().plan().walkFound(), is(8_000L));
    assertThat(
        left.summary().plan().why(), startsWith("the catalogue was not listed further: HTTP 400"));
  }

  private static boolean isWalk(ApiRequest request) {
    return request.parameter("status").isPresent();
  }

  private boolean isLastBook(ApiRequest request) {
    return request.path().endsWith("/orderbooks") && request.parameters("tickers").contains(last);
  }
}
