package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.gcs.TestAccount;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.StorageServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KalshiMainTest {

  // The run's deadline follows from its launch, so the launch cannot lie in the past.
  private final Instant launch = Instant.now();

  @TempDir private Path folder;
  private String in = "";
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private SimulatedExchange exchange;
  private KalshiSimulator kalshi;

  @BeforeEach
  void startExchange() throws IOException {
    exchange =
        SimulatedExchange.empty(Clock.systemUTC())
            .event("KXHIGHNY", "KXHIGHNY-26NOV22")
            .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE)
            .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T55", MarketState.ACTIVE);
    kalshi = KalshiSimulator.serving(exchange).accept(keys).start();
    Files.writeString(folder.resolve("tickers.txt"), "event:KXHIGHNY-26NOV22\nKXNOSUCH\n");
    Files.writeString(folder.resolve("id"), keys.keyId());
    Path key = Files.writeString(folder.resolve("key.pem"), keys.pem());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stopExchange() {
    kalshi.close();
  }

  /** Runs nothing. */
  public static final class RefusingRunner extends PipelineRunner<PipelineResult> {

    /** Called by Beam. */
    public static RefusingRunner fromOptions(PipelineOptions unused) {
      return new RefusingRunner();
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      throw new UnsupportedOperationException("not this pipeline");
    }
  }

  private int collect(String... flags) {
    return command("collect", flags);
  }

  private int plan(String... flags) {
    return command("plan", flags);
  }

  private int command(String command, String... flags) {
    List<String> usual =
        List.of(
            "--jobName=kalshi-market-data",
            "--tickers=" + folder.resolve("tickers.txt"),
            "--output=" + folder.resolve("out"),
            "--kalshiUrl=" + kalshi.url(),
            "--kalshiKeyId=file:" + folder.resolve("id"),
            "--kalshiPrivateKey=file:" + folder.resolve("key.pem"));
    return run(
        Stream.concat(Stream.of(command), TestFlags.overriding(usual, flags).stream())
            .toArray(String[]::new));
  }

  private int run(String... args) {
    return runAt(Clock.fixed(launch, ZoneOffset.UTC), args);
  }

  private int runAt(Clock clock, String... args) {
    return new KalshiMain(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            clock)
        .run(args);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<Path> files(String under) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out").resolve(under))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aCompleteRunEndsWithStatusZero() {
    assertThat(collect(), is(0));
  }

  @Test
  void everyMarketOfTheListHasItsShard() throws IOException {
    collect();

    assertThat(files("market_data"), hasSize(2));
  }

  @Test
  void theTableShowsVerdictMarketsAndTheirFolder() {
    collect();

    assertThat(printed(), containsString("verdict                complete"));
    assertThat(printed(), containsString("  stored               2"));
    assertThat(printed(), containsString("not found              1"));
    assertThat(
        printed(), containsString("shards                 " + folder.resolve("out/market_data")));
  }

  @Test
  void theTableNamesNoFolderOfShardsIfThereAreNone() throws IOException {
    Files.writeString(folder.resolve("tickers.txt"), "KXNOSUCH\n");
    collect();

    assertThat(printed(), not(containsString("shards  ")));
  }

  @Test
  void theTableHasNoSchemaRowWithoutDifferences() {
    collect();

    assertThat(printed(), not(containsString("schema drift")));
  }

  @Test
  void theTableCountsSchemaDifferences() {
    exchange.rawMarket(
        "KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T56", "{\"ticker\":\"KXHIGHNY-26NOV22-T56\"}");
    collect();

    assertThat(
        printed(), containsString("schema drift           33 (schema_drift in summary.json)"));
  }

  @Test
  void twoRunsOfTheSameSecondHaveSeparateFolders() throws IOException {
    collect();
    collect();

    assertThat(files("runs"), hasSize(8));
  }

  @Test
  void aBucketCanHoldTickerFileShardsAndSummary() {
    try (StorageServer storage = StorageServer.start().bucket("b1-out").bucket("b1-in")) {
      storage.put("b1-in", "lists/tickers.txt", "event:KXHIGHNY-26NOV22\n");
      String[] flags = {
        "--gcsEndpoint=" + storage.endpoint(),
        "--tickers=gs://b1-in/lists/*.txt",
        "--output=gs://b1-out/data"
      };

      assertThat(collect(flags), is(0));
      assertThat(collect(flags), is(0));
      assertThat(storage.objects("b1-out", "data/market_data/"), hasSize(2));
      assertThat(storage.objects("b1-out", "data/runs/"), hasSize(8));
    }
    assertThat(printed(), containsString("shards                 gs://b1-out/data/market_data"));
    assertThat(printed(), containsString("  already there        2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ünï", "a b", "x/y/", "100%"})
  void aPrefixMayBeAnyName(String prefix) {
    try (StorageServer storage = StorageServer.start().bucket("b1-out")) {
      String[] flags = {"--gcsEndpoint=" + storage.endpoint(), "--output=gs://b1-out/" + prefix};

      assertThat(collect(flags), is(0));
      assertThat(
          storage.objects("b1-out", prefix.replaceFirst("/$", "") + "/market_data/"), hasSize(2));
      assertThat(plan(flags), is(0));
      assertThat(printed(), containsString("based on               gs://b1-out/" + prefix));
    }
  }

  @Test
  void aMissingBucketIsAUsageError() {
    try (StorageServer storage = StorageServer.start()) {
      assertThat(collect("--gcsEndpoint=" + storage.endpoint(), "--output=gs://nowhere"), is(2));
    }
    assertThat(complained(), containsString("--output=gs://nowhere: cannot write there"));
  }

  @Test
  void orderBooksAreShardsOfTheirOwn() throws IOException {
    collect("--include=orderbooks");

    assertThat(files("orderbooks"), hasSize(2));
    assertThat(printed(), containsString("order books            2"));
  }

  @Test
  void aRefusedCredentialEndsTheRunWithStatusOneAndOneSentence() throws IOException {
    Files.writeString(folder.resolve("key.pem"), SimulatorKeys.ed25519().pem());

    assertThat(collect(), is(1));
    assertThat(
        complained(),
        matchesPattern(
            "(?s).*kalshi: the run was stopped: Kalshi refused the credential: HTTP 401: [^\n]*\n"));
    assertThat(complained(), not(containsString("\tat ")));
    assertThat(kalshi.requests().total(), is(lessThan(5L)));
  }

  @Test
  void orderBooksOfPastSlotsAreNamedAsLeftOut() {
    assertThat(collect("--include=OrderBooks,candlesticks", "--slot=2026-01-01T00:00:00Z"), is(0));

    assertThat(complained(), containsString("order books of past slots cannot be had"));
  }

  @Test
  void aLostMarketEndsTheRunWithStatusOneUnlessAllowed() {
    try (KalshiSimulator refusing =
        KalshiSimulator.serving(
                SimulatedExchange.empty(Clock.systemUTC())
                    .event("KXHIGHNY", "KXHIGHNY-26NOV22")
                    .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE))
            .accept(keys)
            .poison("KXNOSUCH")
            .start()) {
      String url = "--kalshiUrl=" + refusing.url();

      assertThat(collect(url), is(1));
      assertThat(collect(url, "--maxFailedFraction=0.5"), is(0));
    }
  }

  @Test
  void aMissingTickerFileIsAUsageErrorInOneLine() {
    assertThat(collect("--tickers=" + folder.resolve("none.txt")), is(2));
    assertThat(
        complained(),
        is(
            "kalshi: --tickers: there is no ticker file at "
                + folder.resolve("none.txt")
                + System.lineSeparator()));
  }

  @Test
  void anEmptyTickerFileIsAUsageError() throws IOException {
    Files.writeString(folder.resolve("tickers.txt"), "# nothing yet\n");

    assertThat(collect(), is(2));
    assertThat(complained(), containsString("has no ticker"));
  }

  @Test
  void aMissingKeyFileIsAUsageError() {
    assertThat(collect("--kalshiPrivateKey=file:" + folder.resolve("no.pem")), is(2));
    assertThat(complained(), containsString("there is no file " + folder.resolve("no.pem")));
  }

  @Test
  void aKeyFileWithoutAKeyIsAUsageError() throws IOException {
    Files.writeString(folder.resolve("key.pem"), "not a key");

    assertThat(collect(), is(2));
    assertThat(complained(), containsString("cannot be used: it is not PEM"));
  }

  @Test
  void anUnwritableOutputIsAUsageError() throws IOException {
    Files.writeString(folder.resolve("file"), "");

    assertThat(collect("--output=" + folder.resolve("file")), is(2));
    assertThat(complained(), containsString("cannot write there"));
  }

  @Test
  void anUnexpectedFailureIsReportedInOneLine() {
    Clock broken =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            throw new IllegalStateException("no time\nat all");
          }
        };

    assertThat(runAt(broken, "collect", "--tickers=t.txt"), is(1));
    assertThat(
        complained(),
        is(
            "kalshi: unexpected failure: IllegalStateException: no time at all"
                + System.lineSeparator()));
  }

  @Test
  void aRunnerThatRefusesThePipelineIsReportedInOneLine() {
    assertThat(collect("--runner=" + RefusingRunner.class.getName()), is(1));
    assertThat(
        complained(),
        matchesPattern(
            "RUN_SUMMARY slot=\\S+ job=\\S+ verdict=failed stored=0 failed=0\\R"
                + "kalshi: the run ended without a summary: unexpected failure:"
                + " UnsupportedOperationException: not this pipeline\\. What is stored .*\\R"));
  }

  @Test
  void anUnknownFlagIsReportedWithTheNearestOne() {
    assertThat(run("collect", "--ticker=x"), is(2));
    assertThat(
        complained(),
        is("kalshi: unknown flag --ticker; did you mean --tickers?" + System.lineSeparator()));
  }

  @Test
  void helpListsEveryFlag() {
    assertThat(run("help", "collect"), is(0));
    for (String flag :
        List.of("tickers", "output", "kalshiUrl", "interval", "slot", "budgetShare", "include")) {
      assertThat(printed(), containsString("--" + flag + "="));
    }
  }

  @Test
  void aPlanIsPrintedFromTheAccountsBudget() {
    assertThat(plan(), is(0));
    assertThat(out.toString(StandardCharsets.UTF_8), containsString("180 tokens/s (account)"));
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    assertThat(run("colect"), is(2));
    assertThat(
        complained(), containsString("usage: kalshi collect|plan|coverage|tables|report|help"));
  }

  @Test
  void helpAfterACommandIsHelpAboutIt() {
    assertThat(run("plan", "--help=slot"), is(0));
    assertThat(printed(), containsString("Usage: ./kalshi plan [TICKER ...]"));
  }

  @Test
  void helpFitsATerminal() {
    assertThat(run("help", "collect"), is(0));
    assertThat(printed().lines().map(String::length).toList(), everyItem(lessThan(90)));
  }

  @Test
  void tickersMayStandOnTheCommandLine() throws IOException {
    assertThat(
        run(
            "collect",
            "KXHIGHNY-26NOV22-T55",
            "--output=" + folder.resolve("out"),
            "--kalshiUrl=" + kalshi.url()),
        is(0));
    assertThat(files("market_data"), hasSize(1));
  }

  @Test
  void tickersMayComeFromStandardInput() throws IOException {
    in = "# one of the two\nmarket:KXHIGHNY-26NOV22-T54\n";

    assertThat(collect("--tickers=-"), is(0));
    assertThat(files("market_data"), hasSize(1));
  }

  @Test
  void tickersMayComeFromANamedPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(), is(0));
    CompletableFuture<Path> writer =
        CompletableFuture.supplyAsync(() -> write(pipe, "market:KXHIGHNY-26NOV22-T54\n"));

    assertThat(collect("--tickers=" + pipe), is(0));
    assertThat(writer.get(), is(pipe));
    assertThat(files("market_data"), hasSize(1));
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMissNamesTheOperandItComesFrom() throws IOException {
    String[] line = {
      "collect",
      "KXHIGHNY-26NOV22-T55",
      "KXNOSUCH",
      "--output=" + folder.resolve("out"),
      "--kalshiUrl=" + kalshi.url()
    };

    assertThat(run(line), is(0));
    Path misses =
        files("runs").stream()
            .filter(file -> file.endsWith("misses.ndjson"))
            .findFirst()
            .orElseThrow();
    assertThat(Files.readString(misses), containsString("\"file\":\"command line\",\"line\":2"));
  }

  @Test
  void tickersInBothPlacesAreAUsageError() {
    assertThat(collect("KXHIGHNY-26NOV22-T55"), is(2));
    assertThat(
        complained(), containsString("give tickers as arguments or with --tickers, not both"));
  }

  @Test
  void anOperandThatIsNotATickerIsAUsageErrorThatDoesNotQuoteIt() {
    assertThat(run("collect", "KXHIGHNY", "output=data/secret"), is(2));
    assertThat(complained(), containsString("ticker 2 is not valid"));
    assertThat(complained(), not(containsString("secret")));
  }

  @Test
  void aValueAfterABlankIsNotTakenForATicker() {
    assertThat(run("collect", "--output", "data"), is(2));
    assertThat(complained(), containsString("--output needs a value: --output=..."));
  }

  @Test
  void aFileInPlaceOfATickerIsAUsageError() {
    assertThat(run("collect", folder.resolve("tickers.txt").toString()), is(2));
    assertThat(
        complained(),
        containsString("a file of tickers is given as --tickers=" + folder.resolve("tickers.txt")));
  }

  @Test
  void aPlanForAFolderShowsFilesAndDisk() {
    assertThat(plan(), is(0));
    assertThat(printed(), containsString("files  "));
    assertThat(printed(), containsString("disk  "));
    assertThat(printed(), not(containsString("$")));
  }

  @Test
  void aPlanWritesNothing() {
    int unused = plan();

    assertThat(Files.exists(folder.resolve("out")), is(false));
  }

  @Test
  void aPlanRequestsNoMarkets() {
    int unused = plan();

    assertThat(kalshi.requests().total(), is(2L));
  }

  @Test
  void aPlanAfterARunUsesItsResults() {
    assertThat(collect(), is(0));
    assertThat(plan(), is(0));

    assertThat(
        printed(), containsString("based on               " + folder.resolve("out/runs/date=")));
    // The event's two, and the name that was not found.
    assertThat(afterTheRun(), containsString("shards                 3"));
  }

  /**
   * Exact for this list. What a plan cannot know: that a name of unknown kind that held markets is
   * a series, which costs a share of two more lookups (they are sent here for other names); that a
   * response has more pages than its wanted markets fill; that an event or series does not exist;
   * and what changes between two runs.
   */
  @Test
  void aPlanAfterARunCountsTheRequestsOfTheNext() throws IOException {
    List<String> asked = new ArrayList<>(Files.readAllLines(Path.of("demo", "tickers.txt")));
    asked.addAll(List.of("OSCARNOMPIC-25-AVA", "market:KXNOSUCH-1", "series:KXTXURI"));
    IntStream.range(0, 30).forEach(i -> asked.add("KXNOSUCH" + i));
    Files.write(folder.resolve("tickers.txt"), asked);
    try (KalshiSimulator demo =
        KalshiSimulator.serving(SimulatedExchange.demo(Clock.systemUTC())).accept(keys).start()) {
      String[] flags = {"--kalshiUrl=" + demo.url(), "--include=orderbooks"};
      assertThat(collect(flags), is(0));
      assertThat(plan(flags[0], flags[1]), is(0));
      demo.requests().clear();
      assertThat(collect(flags), is(0));

      assertThat(
          printed(),
          containsString("requests               " + demo.requests().total() + "\ntokens"));
    }
  }

  @Test
  void aPlanFindsTheEarlierRunInABucket() {
    try (StorageServer storage = StorageServer.start().bucket("b1-out")) {
      String[] flags = {"--gcsEndpoint=" + storage.endpoint(), "--output=gs://b1-out/data"};

      assertThat(collect(flags), is(0));
      assertThat(plan(flags[0], flags[1]), is(0));
    }
    assertThat(printed(), containsString("based on               gs://b1-out/data/runs/date="));
  }

  @Test
  void aPlanIgnoresARunWithoutASummary() throws IOException {
    assertThat(collect(), is(0));
    for (Path summary : files("runs")) {
      if (summary.endsWith("summary.json")) {
        Files.delete(summary);
      }
    }
    assertThat(plan(), is(0));

    assertThat(afterTheRun(), containsString("based on               averages"));
  }

  @Test
  void aPlanIgnoresUnreadableReceipts() throws IOException {
    assertThat(collect(), is(0));
    for (Path receipts : files("runs")) {
      if (receipts.endsWith("shards.ndjson")) {
        Files.writeString(receipts, "{\"path\":");
      }
    }
    assertThat(plan(), is(0));

    assertThat(
        afterTheRun(),
        containsString(
            "based on               averages (" + folder.resolve("out") + " cannot be read: "));
  }

  @Test
  void aPlanSaysThatItCouldNotLookForAnEarlierRun() {
    try (TestAccount account = TestAccount.missing()) {
      assertThat(
          plan("--gcsEndpoint=" + account.endpoint() + "/storage/v1/", "--output=gs://kalshi-out"),
          is(0));
    }

    assertThat(
        printed(),
        containsString(
            "based on               averages (gs://kalshi-out cannot be read: no Google account is"
                + " known here: run gcloud auth application-default login, "));
  }

  private String afterTheRun() {
    return printed().substring(printed().indexOf("estimate for  "));
  }

  @Test
  void theFirstFiveInvalidLinesAreShown() throws IOException {
    Path list = folder.resolve("tickers.txt");
    Files.writeString(list, "event:KXHIGHNY-26NOV22\n" + "no ticker\n".repeat(6));

    assertThat(collect(), is(0));
    String line = " of " + list + ": Not a ticker: \"no ticker\" [^\n]*\n";
    assertThat(
        complained(),
        matchesPattern(
            "(?s)kalshi: skipped invalid lines: 6\n  line 2"
                + line
                + ".*  line 6"
                + line
                + "  \\.\\.\\.\n.*"));
  }

  @Test
  void theOneLineOfAListThatIsNoTickerIsShownOnce() throws IOException {
    Files.writeString(folder.resolve("tickers.txt"), "no ticker\n");

    assertThat(collect(), is(2));
    assertThat(complained().lines().toList(), hasSize(1));
  }

  @Test
  void aRunThatFindsNoneOfItsNamesFails() throws IOException {
    Files.writeString(folder.resolve("tickers.txt"), "kxhighny\n");

    assertThat(collect(), is(1));
    assertThat(complained(), containsString("nothing is stored, because Kalshi has none of"));
  }

  @Test
  void aLinkInPlaceOfATickerIsAUsageErrorThatNamesTheTicker() {
    assertThat(run("collect", "https://kalshi.com/markets/kxhighny/nyc"), is(2));
    assertThat(complained(), containsString("ticker 1 is a link; did you mean KXHIGHNY?"));
  }

  @Test
  void anOddCharacterOfAnOperandIsNamed() {
    assertThat(run("collect", "KX\u2013HIGHNY"), is(2));
    assertThat(complained(), containsString("ticker 1 is not valid: "));
    assertThat(complained(), containsString("character 3 is U+2013 EN DASH"));
  }

  @Test
  void aFolderInPlaceOfATickerFileIsNamedAsOne() {
    assertThat(collect("--tickers=" + folder), is(2));
    assertThat(complained(), containsString("no ticker file at " + folder + ", which is a folder"));
  }

  @Test
  void aFlagWithoutItsValueIsAUsageError() {
    assertThat(run("collect", "--slot"), is(2));
    assertThat(
        complained(), is("kalshi: --slot needs a value: --slot=..." + System.lineSeparator()));
  }

  @Test
  void anUnknownFlagIsUnknownWithoutAValueToo() {
    assertThat(run("collect", "KXA", "--verbose"), is(2));
    assertThat(complained(), containsString("kalshi: unknown flag --verbose"));
  }

  @Test
  void anOutputOfAnotherExchangeIsAUsageErrorBeforeAnythingIsFetched() {
    assertThat(collect(), is(0));
    try (KalshiSimulator other = KalshiSimulator.serving(exchange).accept(keys).start()) {
      assertThat(collect("--kalshiUrl=" + other.url()), is(2));

      assertThat(other.requests().total(), is(0L));
      assertThat(
          complained(),
          endsWith(
              "kalshi: --output="
                  + folder.resolve("out")
                  + ": holds data of another exchange, "
                  + kalshi.url()
                  + ", and this run reads "
                  + other.url()
                  + "; give another --output"
                  + System.lineSeparator()));
    }
  }

  @Test
  void aPastSlotIsAUsageErrorBeforeAnythingIsFetchedOrWritten() {
    assertThat(collect("--slot=1999-11-22T14:00:00Z"), is(2));
    assertThat(kalshi.requests().total(), is(0L));
    assertThat(Files.exists(folder.resolve("out")), is(false));
  }
}
