package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.gcs.TestAccount;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageRequest;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.template.cloud.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Produces every message of the table in docs/operations.md. A row without a situation fails, and
 * so does a situation without a row.
 */
@Timeout(180)
class MessagesAreProducedTest {

  private static final String HEADER = "| message | why | what to do |";
  private static final Pattern FIRST_COLUMN = Pattern.compile("\\| `([^`]+)` \\|.*");
  private static final String NO_MARKET = "KXNONE-1";

  /** Makes one of the programs print a message. */
  private interface Situation {
    void arise() throws Exception;
  }

  @TempDir private Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream screen = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final StorageServer storage = StorageServer.start().bucket("kalshi-out");
  private SimulatedExchange exchange;
  private KalshiSimulator kalshi;

  @BeforeEach
  void start() throws IOException {
    exchange =
        SimulatedExchange.empty(Clock.systemUTC())
            .event("KXHIGHNY", "KXHIGHNY-26NOV22")
            .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE);
    kalshi = KalshiSimulator.serving(exchange).accept(keys).start();
    file("tickers.txt", "event:KXHIGHNY-26NOV22\n");
    file("id", keys.keyId());
    Files.setPosixFilePermissions(
        file("key.pem", keys.pem()), PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    kalshi.close();
    storage.close();
  }

  static List<String> rows() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
        .dropWhile(line -> !line.equals(HEADER))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(FIRST_COLUMN::matcher)
        .map(row -> row.matches() ? row.group(1) : "a row without a message")
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyMessageOfTheTableIsProduced(String message) throws Exception {
    Situation situation = situations().get(message);
    assertThat("nothing here makes the program say: " + message, situation != null, is(true));
    if (situation != null) {
      situation.arise();
    }

    assertThat(everythingSaid(), matchesPattern(wildcards(message)));
    assertThat(everythingSaid(), not(matchesPattern("(?s).*\\n\\s+at [a-z].*")));
    assertThat(everythingSaid(), not(matchesPattern("(?s).*\\b(java|com|org)\\.[a-z]+\\..*")));
  }

  @Test
  void eachSituationHasARow() throws IOException {
    assertThat(rows().size(), is(greaterThan(14)));
    assertThat(situations().keySet(), is(rows().stream().collect(Collectors.toSet())));
  }

  private static Pattern wildcards(String message) {
    return Pattern.compile(
        Stream.of(message.split(Pattern.quote("..."), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^\\n]*", "(?s).*", ".*")));
  }

  private Map<String, Situation> situations() {
    Map<String, Situation> all = new LinkedHashMap<>();
    all.put(
        "unknown command \"...\"; did you mean \"...\"?",
        () -> run(new KalshiScript(folder.resolve("script")), "colect"));
    all.put(
        "--...=...: unknown dataset \"...\"...; known: ...", () -> collect("--include=orderbok"));
    all.put("unknown flag --...; did you mean --...?", () -> collect("--ticker=x"));
    all.put("--...=...: must ...", () -> collect("--interval=2h"));
    all.put(
        "--slot=...: must not be a past slot: ...", () -> collect("--slot=1999-11-22T14:00:00Z"));
    all.put(
        "--slot=...: must not be in the future: ...", () -> collect("--slot=2999-11-22T14:00:00Z"));
    all.put(
        "--kalshiKeyId is missing; give both --kalshiKeyId and --kalshiPrivateKey, or neither",
        () -> run("--kalshiPrivateKey=file:" + folder.resolve("key.pem")));
    all.put("there is no ticker file at ...", () -> collect("--tickers=" + folder + "/*.list"));
    all.put(
        "--output=...: has no run of the job ...; give ...",
        () -> program(Clock.systemUTC(), "coverage", "--output=" + folder.resolve("none")));
    all.put("... has no ticker", () -> collect("--tickers=" + file("none.txt", "# nothing yet\n")));
    all.put(
        "... has no ticker; line ... of ...: Not a ticker: ...; the file must" + " be UTF-8",
        () ->
            collect(
                "--tickers="
                    + Files.write(
                        folder.resolve("windows.txt"),
                        "K\u00D6LN\n".getBytes(StandardCharsets.ISO_8859_1))));
    all.put(
        "line ... of ...: Not a ticker: ... (a link; did you mean ...?)",
        () ->
            collect(
                "--tickers=" + file("links.txt", "KXHIGHNY\nhttps://kalshi.com/markets/kxa\n")));
    all.put(
        "line ... of ...: Not a ticker: ...; character ... is ...",
        () -> collect("--tickers=" + file("blank.txt", "KXHIGHNY\nKX\u200BA\n")));
    all.put(
        "line ... of ...: ...: Kalshi has no ... of that name; did you mean ...? Tickers are upper"
            + " case",
        () -> collect("--tickers=" + file("lower.txt", "KXHIGHNY\nkxhighny\n")));
    all.put(
        "nothing is stored, because Kalshi has none of the names in ...; correct them and run again",
        () -> collect("--tickers=" + file("none.txt", NO_MARKET + "\n")));
    all.put(
        "skipped invalid lines: ...",
        () -> collect("--tickers=" + file("some.txt", "KXHIGHNY\nmarket: KXHIGHNY-26NOV22-T54\n")));
    all.put("there is no file ...", () -> collect("--kalshiPrivateKey=file:" + folder + "/no.pem"));
    all.put(
        "the environment variable ... is not set",
        () -> collect("--kalshiKeyId=env:NOBODY_SETS_THIS"));
    all.put(
        "--...: must be the location of the URL, because the URL is a secret: ...",
        () -> collect("--notify=https://example.com/hook"));
    all.put(
        "the URL in ... must ...",
        () -> collect("--ping=file:" + file("url", "http://example.com/hook")));
    all.put(
        "... cannot be told of the run: ...",
        () -> collect("--ping=file:" + file("url", "http://127.0.0.1:1/hook")));
    all.put("... is empty", () -> collect("--kalshiKeyId=file:" + file("empty", " \n")));
    all.put(
        "the private key at ... cannot be used: it is ...",
        () -> collect("--kalshiPrivateKey=file:" + file("bad.pem", "not a key")));
    all.put(
        "The private key in ... is open to others on this machine: chmod 600 ...",
        () -> collect("--kalshiPrivateKey=file:" + openToOthers(file("open.pem", keys.pem()))));
    all.put(
        "the run was stopped: Kalshi refused the credential: HTTP 401: ...",
        () -> collectWithoutPauses("--kalshiKeyId=file:" + file("other-id", "nobody")));
    all.put(
        "This machine's clock is ... s ... Kalshi's; the slot and the times in the shards are this"
            + " machine's",
        () -> {
          kalshi.clockOffset(Duration.ofMinutes(3));
          collect();
        });
    all.put(
        "--output=...: holds data of another exchange, ...",
        () -> {
          collect();
          try (KalshiSimulator other = KalshiSimulator.serving(exchange).accept(keys).start()) {
            collect("--kalshiUrl=" + other.url());
          }
        });
    all.put(
        "--output=...: cannot write there: ...",
        () -> collect("--output=" + file("in-the-way", "")));
    all.put(
        "no Google account is known here: run gcloud auth application-default login, or set"
            + " GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account",
        () -> collectWith(TestAccount.missing()));
    all.put(
        "Google refuses the login of this machine (...): run gcloud auth application-default login",
        () -> collectWith(TestAccount.refused("Token has been expired or revoked.")));
    all.put(
        "mostly because: market_data/...: ...",
        () ->
            collectIntoABucket(request -> request.object().startsWith("market_data/ticker"), 403));
    all.put(
        "Cloud Storage has been down since ...: ...; waiting until it is back",
        () -> collectIntoABucket(request -> request.object().startsWith("market_data"), 503));
    all.put(
        "... of the requested items failed; they are tried again at ...",
        () ->
            collectIntoABucket(request -> request.object().startsWith("market_data/ticker"), 403));
    all.put(
        "still waiting for ...",
        () -> {
          kalshi.faults().always(request -> true, Fault.hangBeforeHeaders());
          collect("--deadline=PT5S");
        });
    all.put(
        "the run ended without a summary: ...",
        () -> collectIntoABucket(request -> request.object().startsWith("runs/"), 403));
    all.put(
        "Kalshi has not responded since ...: ...; retrying",
        () -> {
          kalshi.close();
          // With the account's budget to learn, the next message comes sooner.
          collectWithoutPauses("--requestsPerSecond=10");
        });
    all.put(
        "Kalshi has been down since ...: ...; waiting until it is back",
        () -> collectDuringAMaintenance(Duration.ofMinutes(20), "PT1H"));
    all.put(
        "the run was stopped: Kalshi has been down since ...: ...; the run's deadline came first",
        () -> collectDuringAMaintenance(Duration.ofHours(2), "PT1H"));
    all.put(
        "mostly because: is the API root right? It has no markets: HTTP 404...",
        () -> collect("--kalshiUrl=" + kalshi.url() + "/v3"));
    all.put(
        "mostly because: HTTP 429: too many requests",
        () -> {
          kalshi.faults().always(MessagesAreProducedTest::isOfMarkets, Fault.status(429));
          collectWithoutPauses();
        });
    all.put(
        "mostly because: the run's deadline leaves no time for the request",
        () -> {
          kalshi.faults().always(MessagesAreProducedTest::isOfMarkets, Fault.status(500));
          collect("--deadline=PT0.001S");
        });
    all.put(
        "Cannot read all of the account's budget (...); spending ... tokens per second",
        () -> {
          kalshi
              .faults()
              .always(request -> request.path().contains("/account/"), Fault.status(403));
          collect();
        });
    all.put(
        "Kalshi's objects differ from the known schema: ... differences, the first: ...",
        () -> {
          exchange.rawMarket(
              "KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T56", "{\"ticker\":\"KXHIGHNY-26NOV22-T56\"}");
          collect();
        });
    all.put(
        "RUN_SUMMARY slot=... job=... verdict=failed stored=... failed=...",
        () -> {
          kalshi.faults().always(MessagesAreProducedTest::isOfMarkets, Fault.status(403));
          collectWithoutPauses();
        });
    all.put(
        "... no finished run since ...; prices of that time cannot be had any more, ...",
        () -> {
          leaveARunOf(Instant.now().minus(Duration.ofDays(1)));
          collect();
        });
    all.put(
        "... slots lack candlesticks or trades (... to ...); they are collected now",
        () -> {
          leaveARunOf(Instant.now().minus(Duration.ofDays(1)));
          collect("--include=trades", "--slot=now");
        });
    all.put(
        "Cannot read the earlier runs in ... (...), so only markets that settled after ... are"
            + " collected",
        () -> {
          Files.createDirectories(folder.resolve("out/runs"));
          Path unused = file("out/runs/date=2000-01-01", "not a folder");
          collect();
        });
    all.put(
        "no java found; install a JDK 17 or newer",
        () -> run(new KalshiScript(folder.resolve("script")), "collect"));
    all.put(
        "no mvn found; install Maven 3.8 or newer to build",
        () ->
            run(
                new KalshiScript(folder.resolve("script")).with("java", "").withoutJar(),
                "collect"));
    all.put(
        "out of memory. ...",
        () -> run(new KalshiScript(folder.resolve("script")).with("java", "exit 3"), "collect"));
    all.put(
        "the job was not submitted: a job named ... is already active, and two would spend the same"
            + " budget",
        this::launchTwice);
    return all;
  }

  private static boolean isOfMarkets(ApiRequest request) {
    return request.path().contains("/markets");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Path openToOthers(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private void collect(String... flags) {
    run(flags(flags));
  }

  private String[] flags(String... flags) {
    List<String> usual =
        List.of(
            "--jobName=kalshi-market-data",
            "--tickers=" + folder.resolve("tickers.txt"),
            "--output=" + folder.resolve("out"),
            "--kalshiUrl=" + kalshi.url(),
            "--kalshiKeyId=file:" + folder.resolve("id"),
            "--kalshiPrivateKey=file:" + folder.resolve("key.pem"));
    return TestFlags.overriding(usual, flags).toArray(String[]::new);
  }

  private void run(String... flags) {
    run(Clock.systemUTC(), flags);
  }

  private int kalshi(Clock launch, String... flags) {
    return program(
        launch, Stream.concat(Stream.of("collect"), Stream.of(flags)).toArray(String[]::new));
  }

  private int program(Clock launch, String... args) {
    return new KalshiMain(InputStream.nullInputStream(), screen, screen, launch).run(args);
  }

  private void run(Clock launch, String... flags) {
    OwnLogLines log = OwnLogLines.to(screen);
    try {
      screen.println("status " + kalshi(launch, flags));
    } finally {
      log.close();
    }
  }

  private void collectWithoutPauses(String... flags) throws FlagException {
    ManualClock clock = new ManualClock(Instant.now());
    Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    String[] all = flags(flags);
    JoinedClient client = JoinedClient.waitingOn(clock, launch, all);
    try {
      run(launch, all);
    } finally {
      client.leave();
    }
  }

  private void collectIntoABucket(Predicate<StorageRequest> refused, int status)
      throws FlagException {
    storage
        .faults()
        .always(
            request -> request.kind() != RequestKind.MEDIA && refused.test(request),
            StorageFault.status(status));
    collectWithoutPauses("--gcsEndpoint=" + storage.endpoint(), "--output=gs://kalshi-out");
  }

  private void collectWith(TestAccount account) {
    try (account) {
      collect("--gcsEndpoint=" + account.endpoint() + "/storage/v1/", "--output=gs://kalshi-out");
    }
  }

  private void leaveARunOf(Instant time) throws IOException {
    RunId run =
        new RunId(Slot.floor(time, Duration.ofHours(2)), "kalshi-market-data", Instant.EPOCH);
    Files.writeString(
        Files.createDirectories(folder.resolve("out").resolve(run.folder()))
            .resolve("summary.json"),
        "{\"stopped_by\":null,\"tickers\":{\"file\":\"" + folder.resolve("tickers.txt") + "\"}}");
  }

  private void collectDuringAMaintenance(Duration length, String deadline)
      throws IOException, FlagException {
    ManualClock clock = new ManualClock(Instant.now());
    String events =
        IntStream.range(0, 40)
            .mapToObj(i -> "event:" + NO_MARKET + i + "\n")
            .collect(Collectors.joining());
    try (KalshiSimulator closed = KalshiSimulator.start(SimulatedExchange.empty(clock))) {
      closed.faults().maintenance(length);
      Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
      String[] flags = {
        "--jobName=kalshi-market-data",
        "--tickers=" + file("events.txt", events),
        "--output=" + folder.resolve("out"),
        "--kalshiUrl=" + closed.url(),
        "--deadline=" + deadline
      };
      JoinedClient client = JoinedClient.waitingOn(clock, launch, flags);
      try {
        run(launch, flags);
      } finally {
        client.leave();
      }
    }
  }

  private void run(KalshiScript script, String command) throws IOException {
    Script.Result result = script.run(command);
    screen.println(result.out() + result.err() + "status " + result.status());
  }

  private void launchTwice() throws IOException {
    try (FakeDataflow dataflow = new FakeDataflow().refusing(409, "There is one already.")) {
      List<String> flags = TestFlags.dataflow(folder, "--dataflowEndpoint=" + dataflow.url());
      screen.println(
          "status "
              + new KalshiMarketDataTemplate(screen, Clock.systemUTC())
                  .launch(flags.toArray(String[]::new)));
    }
  }

  /** The output, and the run's list of misses. */
  private String everythingSaid() throws IOException {
    StringBuilder all = new StringBuilder(said.toString(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path misses : files.filter(file -> file.endsWith("misses.ndjson")).toList()) {
        all.append(Files.readString(misses));
      }
    }
    return all.toString();
  }
}
