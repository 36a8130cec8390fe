package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.COUNTS;
import static dev.marketdata.kalshi.runs.RunFixtures.KALSHI;
import static dev.marketdata.kalshi.runs.RunFixtures.NO_RUNS;
import static dev.marketdata.kalshi.runs.RunFixtures.RUN;
import static dev.marketdata.kalshi.runs.RunFixtures.miss;
import static dev.marketdata.kalshi.runs.RunFixtures.receipt;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.base.LoggedLines;
import dev.marketdata.kalshi.client.MessageServer;
import dev.marketdata.kalshi.client.Webhook;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.runs.RunSummary.Shards;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary.RunFailedException;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.InvalidLine;
import dev.marketdata.kalshi.tickers.ReadTickers;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerFiles;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a run's folder, and how a run ends. */
class WriteRunSummaryTest {

  private static final List<List<ShardReceipt>> NOTHING_STORED = List.of();
  private static final List<Miss> NO_MISSES = List.of();
  private static final List<InvalidLine> ALL_VALID = List.of();

  @TempDir Path folder;
  private RunNotices notices = RunNotices.NONE;

  @Test
  void aRunThatFetchedNothingHasAllItsFiles() throws Exception {
    run(NOTHING_STORED, NO_MISSES, ALL_VALID);

    assertThat(files(), contains("failed.txt", "misses.ndjson", "shards.ndjson", "summary.json"));
  }

  @Test
  void aRunThatMissesNothingHasAnEmptyListOfMisses() throws Exception {
    run(NOTHING_STORED, NO_MISSES, ALL_VALID);

    assertThat(Files.size(runFolder().resolve("misses.ndjson")), is(0L));
  }

  @Test
  void aRunWithoutShardsReportsIt() throws Exception {
    run(NOTHING_STORED, NO_MISSES, ALL_VALID);

    assertThat(summary().shards(new Markets()), is(new Shards(0, 0, null)));
  }

  @Test
  void theLogLineHasTheResultAsFields() throws Exception {
    try (LoggedLines logged = new LoggedLines(WriteRunSummary.class)) {
      run(List.of(page(receipt("A", Outcome.STORED))), NO_MISSES, ALL_VALID);

      assertThat(
          logged.lines().get(0).text(),
          is(
              "RUN_SUMMARY slot=2026-11-22T14:00:00Z job=kalshi-market-data verdict=complete"
                  + " stored=1 failed=0"));
      assertThat(
          logged.lines().get(0).fields(),
          is(
              Map.of(
                  "slot", "2026-11-22T14:00:00Z",
                  "job", "kalshi-market-data",
                  "run", RUN.name(),
                  "verdict", "complete",
                  "stored", "1",
                  "failed", "0",
                  "requests", "0",
                  "bytes", "100")));
    }
  }

  @Test
  void aMarketReachedByTwoSelectorsCountsOnce() throws Exception {
    run(
        List.of(
            page(receipt("A", Outcome.ALREADY_THERE), receipt("B", Outcome.STORED)),
            page(receipt("A", Outcome.STORED))),
        NO_MISSES,
        ALL_VALID);

    assertThat(summary().shards(new Markets()), is(new Shards(2, 0, null)));
  }

  @Test
  void aMarketReachedByTwoSelectorsIsOneLine() throws Exception {
    run(
        List.of(page(receipt("A", Outcome.STORED)), page(receipt("A", Outcome.ALREADY_THERE))),
        NO_MISSES,
        ALL_VALID);

    assertThat(lines("shards.ndjson").size(), is(1));
  }

  @Test
  void aShardThatWasStoredInTheEndIsNoMiss() throws Exception {
    run(
        List.of(page(receipt("A", Outcome.STORED))),
        List.of(miss("event:E", "A", "market_data", MissReason.NOT_STORED)),
        ALL_VALID);

    assertThat(summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void anInvalidLineIsAMiss() throws Exception {
    run(
        NOTHING_STORED,
        NO_MISSES,
        List.of(new InvalidLine("a b", new SourceLine("t.txt", 9), "Not a ticker")));

    assertThat(
        lines("misses.ndjson"),
        contains(
            "{\"selector\":\"a b\",\"file\":\"t.txt\",\"line\":9,\"ticker\":null,"
                + "\"dataset\":\"market_data\",\"slot\":null,\"reason\":\"invalid\",\"detail\":\"Not a ticker\","
                + "\"http_status\":null}"));
  }

  @Test
  void aPartialRunDoesNotFail() throws Exception {
    run(
        NOTHING_STORED,
        NO_MISSES,
        List.of(new InvalidLine("a b", new SourceLine("t.txt", 9), "Not a ticker")));

    assertThat(summary().verdict(), is(Verdict.PARTIAL));
  }

  @Test
  void aFailedRunThrows() {
    Throwable failure =
        assertThrows(
            Pipeline.PipelineExecutionException.class,
            () -> run(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)), ALL_VALID));
    Throwable cause = failure.getCause();

    assertThat(
        String.valueOf(cause),
        matchesPattern(
            Pattern.quote(
                    RunFailedException.class.getName()
                        + ": 1 requested item is missing, mostly because: why (see ")
                + ".*"
                + Pattern.quote("/" + RUN.folder() + "/misses.ndjson)")));
  }

  @Test
  void aFailedRunHasItsSummary() throws Exception {
    fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));

    assertThat(summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aShardThatCouldNotBeStoredFailsTheRun() throws Exception {
    fail(NOTHING_STORED, List.of(miss("event:E", "A", "market_data", MissReason.NOT_STORED)));

    assertThat(summary().misses().get("not_stored"), is(1L));
  }

  @Test
  void aShardThatTwoSelectorsCouldNotStoreIsOneMiss() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("event:E", "A", "market_data", MissReason.NOT_STORED),
            miss("series:S", "A", "market_data", MissReason.NOT_STORED)));

    assertThat(summary().misses().get("not_stored"), is(1L));
  }

  @Test
  void anOrderBookThatTwoSelectorsMissIsOneMiss() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("event:E", "A", "orderbooks", MissReason.UNAVAILABLE),
            miss("series:S", "A", "orderbooks", MissReason.TIMED_OUT)));

    assertThat(summary().failed(), is(1L));
  }

  @Test
  void twoSelectorsThatMissTheirMarketAreTwoMisses() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("market:A", "A", "market_data", MissReason.UNAVAILABLE),
            miss("A", "A", "market_data", MissReason.UNAVAILABLE)));

    assertThat(summary().failed(), is(2L));
  }

  @Test
  void failedTxtListsEachSelectorOnce() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("series:T", "S", "market_data", MissReason.NOT_STORED),
            miss("event:E", MissReason.UNAVAILABLE),
            miss("event:E", MissReason.UNAVAILABLE),
            miss("GONE", MissReason.NOT_FOUND),
            miss("REFUSED", MissReason.REJECTED),
            miss("EMPTY", MissReason.NO_MARKETS),
            miss("LATE", MissReason.TIMED_OUT)));

    assertThat(
        lines("failed.txt").stream().filter(line -> !line.startsWith("#")).sorted().toList(),
        contains("LATE", "event:E", "market:S"));
  }

  @Test
  void everyLineEndsWithALineBreak() throws Exception {
    fail(
        List.of(page(receipt("A", Outcome.STORED), receipt("B", Outcome.STORED))),
        List.of(miss("C", MissReason.UNAVAILABLE), miss("D", MissReason.UNAVAILABLE)));

    for (String file : List.of("shards.ndjson", "misses.ndjson", "failed.txt")) {
      assertThat(Files.readString(runFolder().resolve(file)), matchesPattern("(?s).+[^\n]\n"));
    }
    assertThat(lines("shards.ndjson").size(), is(2));
    assertThat(lines("misses.ndjson").size(), is(2));
    assertThat(lines("failed.txt").size(), is(3));
  }

  @Test
  void aMarketOfAnEventIsInFailedTxtAlone() throws Exception {
    fail(NOTHING_STORED, List.of(miss("event:E", "E-1", "orderbooks", MissReason.TIMED_OUT)));

    assertThat(lines("failed.txt").get(1), is("market:E-1"));
  }

  @Test
  void failedTxtIsATickerFile() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("event:E", MissReason.UNAVAILABLE),
            miss("series:S", MissReason.MALFORMED),
            miss("U", MissReason.TIMED_OUT)));
    Pipeline next = Pipeline.create();
    PCollection<String> selectors =
        next.apply(
                ReadTickers.from(
                    new TickerFiles(
                        runFolder().resolve("failed.txt").toString(), GcsEndpoint.GOOGLE)))
            .get(ReadTickers.SELECTORS)
            .apply(
                FlatMapElements.into(TypeDescriptors.strings())
                    .via(all -> all.selectors().stream().map(TickerSelector::text).toList()));

    PAssert.that(selectors).containsInAnyOrder("event:E", "series:S", "U");
    next.run();
  }

  @Test
  void missesHaveTheOrderOfTheTickerFile() throws Exception {
    fail(
        NOTHING_STORED, List.of(missAt(30, "C"), missAt(4, "B"), missAt(100, "D"), missAt(3, "A")));

    assertThat(firstLetters(), contains("A", "B", "C", "D"));
  }

  @Test
  void noDotFolderIsLeft() throws Exception {
    run(NOTHING_STORED, NO_MISSES, ALL_VALID);

    assertThat(names(folder), contains("runs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shards.ndjson", "misses.ndjson", "failed.txt"})
  void aRunWhoseOtherFilesCannotBeWrittenHasNoSummary(String file) throws Exception {
    Files.createDirectories(runFolder().resolve(file).resolve("in the way"));
    assertThrows(
        Pipeline.PipelineExecutionException.class,
        () -> run(List.of(page(receipt("A", Outcome.STORED))), NO_MISSES, ALL_VALID));

    assertThat(Files.exists(runFolder().resolve("summary.json")), is(false));
  }

  @Test
  void aBookThatFailedIsAMissThoughAnotherSelectorHasIt() throws Exception {
    fail(
        List.of(page(receipt("A", "orderbooks", Outcome.STORED))),
        List.of(miss("event:E", "A", "orderbooks", MissReason.UNAVAILABLE)));

    assertThat(summary().failed(), is(1L));
  }

  @Test
  void aBookThatWasStoredInTheEndIsNoMiss() throws Exception {
    run(
        List.of(page(receipt("A", "orderbooks", Outcome.STORED))),
        List.of(miss("event:E", "A", "orderbooks", MissReason.NOT_STORED)),
        ALL_VALID);

    assertThat(summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void aStoredBookDoesNotReplaceItsMarket() throws Exception {
    fail(
        List.of(page(receipt("A", "orderbooks", Outcome.STORED))),
        List.of(miss("event:E", "A", "market_data", MissReason.NOT_STORED)));

    assertThat(summary().misses().get("not_stored"), is(1L));
  }

  @Test
  void missesHaveTheOrderOfTheirFiles() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            missAt("b.txt", 1, "C", "market_data"),
            missAt("a.txt", 2, "B", "market_data"),
            missAt("a.txt", 1, "A", "market_data")));

    assertThat(firstLetters(), contains("A", "B", "C"));
  }

  @Test
  void missesOfOneLineAreOrderedByMarketAndDataset() throws Exception {
    fail(
        NOTHING_STORED,
        List.of(
            miss("event:E", "B", "orderbooks", MissReason.TIMED_OUT),
            miss("event:E", "A", "trades", MissReason.TIMED_OUT),
            miss("event:E", "A", "orderbooks", MissReason.TIMED_OUT)));

    assertThat(
        lines("misses.ndjson").stream()
            .map(
                line -> line.replaceFirst(".*\"ticker\":\"(.)\",\"dataset\":\"(\\w+)\".*", "$1 $2"))
            .toList(),
        contains("A orderbooks", "A trades", "B orderbooks"));
  }

  @Test
  void failedTxtHasTheOrderOfTheTickerFile() throws Exception {
    fail(NOTHING_STORED, List.of(missAt(30, "C"), missAt(4, "B"), missAt(3, "A")));

    assertThat(
        lines("failed.txt"), contains("# Worth trying again after " + RUN.name(), "A", "B", "C"));
  }

  @Test
  void aFailedRunReportsItsMostFrequentReason() {
    assertThat(
        whyFailed(
            List.of(
                missBecause("A", MissReason.UNAVAILABLE, "rare"),
                missBecause("B", MissReason.TIMED_OUT, "common"),
                missBecause("C", MissReason.UNAVAILABLE, "common"),
                missBecause("D", MissReason.NOT_FOUND, "nothing of that name"),
                missBecause("E", MissReason.NOT_FOUND, "nothing of that name"),
                missBecause("F", MissReason.NOT_FOUND, "nothing of that name"))),
        containsString("3 requested items are missing, mostly because: common (see "));
  }

  @Test
  void aRunThatFindsNoneOfItsNamesSaysSo() {
    List<Miss> misses =
        IntStream.range(0, 1_000)
            .mapToObj(i -> missBecause("A" + i, MissReason.NOT_FOUND, "nothing of that name"))
            .toList();

    assertThat(
        whyFailed(misses),
        containsString(
            "nothing is stored, because Kalshi has none of the names in gs://bucket/tickers.txt;"
                + " correct them and run again"));
  }

  private static Miss missBecause(String ticker, MissReason reason, String why) {
    return new Miss(ticker, new SourceLine("t.txt", 1), null, "market_data", reason, why, null);
  }

  private static Miss missAt(int line, String ticker) {
    return missAt("t.txt", line, ticker, "market_data");
  }

  private static Miss missAt(String file, int line, String ticker, String dataset) {
    return new Miss(
        ticker, new SourceLine(file, line), null, dataset, MissReason.UNAVAILABLE, "why", null);
  }

  private String whyFailed(List<Miss> misses) {
    return String.valueOf(
        assertThrows(
                Pipeline.PipelineExecutionException.class,
                () -> run(NOTHING_STORED, misses, ALL_VALID))
            .getMessage());
  }

  private List<String> firstLetters() throws IOException {
    return lines("misses.ndjson").stream().map(line -> line.substring(13, 14)).toList();
  }

  @Test
  void aRunThatFailsTellsSomebody() throws Exception {
    try (MessageServer server = new MessageServer()) {
      tellingBy(server);
      fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));

      assertThat(server.targets().get(0), is("/messages"));
      assertThat(server.targets().get(1), startsWith("/ping/fail?rid="));
      assertThat(
          server.messages().get(0).body(), containsString("\"reason\":\"unavailable: why\""));
    }
  }

  @Test
  void aRunThatIsWellTellsTheMonitorOnly() throws Exception {
    try (MessageServer server = new MessageServer()) {
      tellingBy(server);
      run(List.of(page(receipt("A", Outcome.STORED))), NO_MISSES, ALL_VALID);

      assertThat(server.targets(), contains(startsWith("/ping?rid=")));
    }
  }

  @Test
  void aRepeatedAttemptDoesNotTellTwice() throws Exception {
    try (MessageServer server = new MessageServer()) {
      tellingBy(server);
      fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));
      fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));

      assertThat(
          server.targets().stream().filter(target -> target.equals("/messages")).count(), is(1L));
    }
  }

  @Test
  void theSummarySaysSinceWhenSomethingIsWrong() throws Exception {
    try (MessageServer server = new MessageServer()) {
      tellingBy(server);
      fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));

      assertThat(summary().notices(), is(new Notices("2026-11-22T14:00:00Z", List.of())));
    }
  }

  @Test
  void aRunThatTellsNobodyDoesNotSaySo() throws Exception {
    fail(NOTHING_STORED, List.of(miss("A", MissReason.UNAVAILABLE)));

    assertThat(summary().notices() == null, is(true));
  }

  @Test
  void aRunIsCompleteIfNobodyCanBeTold() throws Exception {
    try (MessageServer server = new MessageServer().responding(500, 500)) {
      tellingBy(server);
      run(List.of(page(receipt("A", Outcome.STORED))), NO_MISSES, ALL_VALID);

      assertThat(summary().verdict(), is(Verdict.COMPLETE));
    }
  }

  @Test
  void aRunWithoutASummaryTellsTheMonitor() throws Exception {
    try (MessageServer server = new MessageServer()) {
      tellingBy(server);
      Files.createDirectories(runFolder().getParent());
      Files.writeString(runFolder(), "a file is in the way");
      fail(NOTHING_STORED, NO_MISSES);

      assertThat(server.targets(), contains(startsWith("/ping/fail?rid=")));
    }
  }

  private void tellingBy(MessageServer server) throws IOException {
    Path messages = Files.writeString(folder.resolve("messages"), server.url("/messages"));
    Path ping = Files.writeString(folder.resolve("ping"), server.url("/ping"));
    notices =
        new RunNotices(
            new Webhook(new SecretSource("file:" + messages)),
            new Webhook(new SecretSource("file:" + ping)),
            "",
            "");
  }

  private void fail(List<List<ShardReceipt>> receipts, List<Miss> misses) {
    assertThrows(Pipeline.PipelineExecutionException.class, () -> run(receipts, misses, ALL_VALID));
  }

  private void run(
      List<List<ShardReceipt>> receipts, List<Miss> misses, List<InvalidLine> invalid) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple.of(
            FetchMarkets.RECEIPTS,
            pipeline.apply(
                "receipts", Create.of(receipts).withCoder(ListCoder.of(ShardReceipt.CODER))))
        .and(
            FetchMarkets.MISSES,
            pipeline.apply("misses", Create.of(misses).withCoder(FetchMarkets.MISS_CODER)))
        .and(FetchMarkets.USAGE, of(pipeline, "usage", List.of(), FetchUsage.class))
        .and(ReadTickers.INVALID, of(pipeline, "invalid", invalid, InvalidLine.class))
        .and(ReadTickers.COUNTS, pipeline.apply("counts", Create.of(COUNTS)))
        .and(FindEarlierRuns.EARLIER, of(pipeline, "earlier", List.of(NO_RUNS), EarlierRuns.class))
        .apply(
            WriteRunSummary.of(
                    new OutputRoot(folder.toString()),
                    RUN,
                    KALSHI,
                    BigDecimal.ZERO,
                    RunFixtures.RULES)
                .telling(notices));
    pipeline.run();
  }

  private static <T extends Serializable> PCollection<T> of(
      Pipeline pipeline, String name, List<T> elements, Class<T> type) {
    return pipeline.apply(name, Create.of(elements).withCoder(SerializableCoder.of(type)));
  }

  private static List<ShardReceipt> page(ShardReceipt... receipts) {
    return List.of(receipts);
  }

  private RunSummary summary() throws IOException {
    return RunSummary.fromJson(Files.readAllBytes(runFolder().resolve("summary.json")));
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(runFolder().resolve(file));
  }

  private List<String> files() throws IOException {
    return names(runFolder());
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private Path runFolder() {
    return folder.resolve(RUN.folder());
  }
}
