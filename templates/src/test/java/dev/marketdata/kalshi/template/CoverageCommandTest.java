package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code coverage}, over the files of runs every two hours. */
class CoverageCommandTest {

  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Instant FIRST = Instant.parse("2026-11-22T00:00:00Z");
  private static final String JOB = KalshiMarketDataOptions.JOB_NAME;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private String output = "";
  private String job = JOB;
  private String tickers = "my list.txt";
  private String api = KalshiMarketDataOptions.KALSHI_URL;
  private Instant now = slot(6).plusSeconds(60);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static Instant slot(int number) {
    return FIRST.plus(INTERVAL.multipliedBy(number));
  }

  private void run(int number, Duration late, int... collected) throws IOException {
    ObjectNode summary =
        JSON.createObjectNode()
            .put("interval", INTERVAL.toString())
            .put("api", api)
            .put("verdict", "complete")
            .putNull("stopped_by");
    summary.putObject("tickers").put("file", tickers);
    summary.putObject("markets").put("stored", 7).put("already_there", 0);
    summary.putArray("include").add("candlesticks").add("trades");
    ArrayNode windows = summary.putArray("windows");
    for (int window : collected) {
      ObjectNode entry =
          windows
              .addObject()
              .put("slot", slot(window).toString())
              .put("from", slot(window - 1).toString())
              .put("to", slot(window).toString())
              .putNull("names");
      ObjectNode datasets = entry.putObject("datasets");
      datasets.putObject("candlesticks").put("stored", 4).put("empty", 3);
      datasets.putObject("trades").put("stored", 1).put("empty", 6);
    }
    RunId id = new RunId(new Slot(slot(number)), job, slot(number).plus(late));
    Path run = Files.createDirectories(folder.resolve(id.folder()));
    Files.writeString(run.resolve("summary.json"), summary.toString());
  }

  private int coverage(String... flags) {
    List<String> args =
        new ArrayList<>(List.of("coverage", "--output=" + (output.isEmpty() ? folder : output)));
    args.addAll(List.of(flags));
    return new KalshiMain(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Clock.fixed(now, ZoneOffset.UTC))
        .run(args.toArray(String[]::new));
  }

  private List<String> printed() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<JsonNode> rows() throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : printed()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  @Test
  void theScreenShowsConditionsThenCommandsThenTotals() throws IOException {
    run(0, Duration.ofMinutes(2), 0);
    run(1, Duration.ofMinutes(15), 1);
    run(4, Duration.ofMinutes(2), 3, 4);
    run(5, Duration.ofMinutes(2), 5);

    assertThat(coverage(), is(0));
    assertThat(
        printed(),
        contains(
            "market_data   2026-11-22T00:00Z                          1 slot   available                    7 markets",
            "market_data   2026-11-22T02:00Z                          1 slot   degraded   late              7 markets, 900 s late",
            "market_data   2026-11-22T04:00Z to 2026-11-22T06:00Z     2 slots  missing    no run",
            "market_data   2026-11-22T08:00Z to 2026-11-22T10:00Z     2 slots  available                    7 markets",
            "market_data   2026-11-22T12:00Z                          1 slot   pending    no run",
            "candlesticks  2026-11-22T00:00Z to 2026-11-22T02:00Z     2 slots  available                    7 markets",
            "candlesticks  2026-11-22T04:00Z                          1 slot   missing    no run",
            "candlesticks  2026-11-22T06:00Z                          1 slot   available  caught up         7 markets",
            "candlesticks  2026-11-22T08:00Z to 2026-11-22T10:00Z     2 slots  available                    7 markets",
            "candlesticks  2026-11-22T12:00Z                          1 slot   pending    no run",
            "trades        2026-11-22T00:00Z to 2026-11-22T02:00Z     2 slots  available                    7 markets",
            "trades        2026-11-22T04:00Z                          1 slot   missing    no run",
            "trades        2026-11-22T06:00Z                          1 slot   available  caught up         7 markets",
            "trades        2026-11-22T08:00Z to 2026-11-22T10:00Z     2 slots  available                    7 markets",
            "trades        2026-11-22T12:00Z                          1 slot   pending    no run",
            "",
            "can still be had:",
            "  candlesticks, trades  2026-11-22T04:00Z  1 slot",
            "    ./kalshi collect --tickers='my list.txt' --include=trades --slot=2026-11-22T04:00:00Z"
                + " --output="
                + folder,
            "",
            "cannot be had any more, because it shows the moment of the request: market_data of 2"
                + " slots",
            "",
            "market_data   7 slots: 3 available, 1 degraded, 2 missing, 1 pending",
            "candlesticks  7 slots: 5 available, 1 missing, 1 pending",
            "trades        7 slots: 5 available, 1 missing, 1 pending"));
  }

  @Test
  void consecutiveSlotsAreOneCommand() throws IOException {
    run(0, Duration.ZERO, 0);
    run(4, Duration.ZERO, 4);

    assertThat(coverage(), is(0));
    assertThat(
        String.join("\n", printed()),
        containsString("--slot=2026-11-22T02:00:00Z/2026-11-22T06:00:00Z"));
  }

  @Test
  void theCommandFindsWhatTheRunsDid() throws IOException {
    job = "other";
    tickers = "list.txt";
    api = "https://external-api.demo.kalshi.co/trade-api/v2";
    run(0, Duration.ZERO, 0);

    assertThat(coverage("--jobName=other"), is(0));
    assertThat(
        printed(),
        hasItem(
            "    ./kalshi collect --tickers=list.txt --include=trades"
                + " --slot=2026-11-22T02:00:00Z/2026-11-22T10:00:00Z --output="
                + folder
                + " --jobName=other --kalshiUrl="
                + api));
  }

  @Test
  void whatTheDemoMissedIsGotWithTheDemo() throws IOException {
    api = "http://127.0.0.1:43353/trade-api/v2";
    run(0, Duration.ZERO, 0);

    assertThat(coverage(), is(0));
    assertThat(printed(), hasItem(startsWith("    ./kalshi demo --tickers=")));
  }

  @Test
  void tickersOfTheCommandLineMustBeWrittenToAFile() throws IOException {
    tickers = "command line";
    run(0, Duration.ZERO, 0);

    assertThat(coverage(), is(0));
    assertThat(printed(), hasItem(startsWith("    ./kalshi collect --tickers=TICKER_FILE ")));
    assertThat(printed(), hasItem(startsWith("  TICKER_FILE: ")));
  }

  @Test
  void eachRowIsAnObjectOfJson() throws IOException {
    now = slot(2).minusSeconds(1);
    run(0, Duration.ZERO, 0);

    assertThat(coverage("--format=json"), is(0));
    assertThat(
        printed(),
        hasItem(
            "{\"dataset\":\"candlesticks\",\"slot\":\"2026-11-22T00:00:00Z\","
                + "\"window_start\":\"2026-11-21T22:00:00Z\",\"window_end\":\"2026-11-22T00:00:00Z\","
                + "\"interval\":\"PT2H\",\"condition\":\"available\",\"reason\":null,"
                + "\"expected\":7,\"stored\":4,\"empty\":3,\"failed\":0,"
                + "\"late_seconds\":null,\"different_volumes\":null,\"recoverable\":false,"
                + "\"runs\":[\"20261122T000000Z-kalshi-market-data-20261122T000000Z\"],"
                + "\"command\":null}"));
  }

  @Test
  void theFieldsOfJsonAreDocumented() throws IOException {
    run(0, Duration.ZERO, 0);

    assertThat(coverage("--format=json"), is(0));
    Set<String> fields = new TreeSet<>();
    rows().get(0).fieldNames().forEachRemaining(fields::add);
    String page = Files.readString(Path.of("..", "docs", "data.md"));
    String section = page.substring(page.indexOf("## Coverage, field by field"));
    for (String field : fields) {
      assertThat(section, containsString("`" + field + "`"));
    }
  }

  @Test
  void theCommandInJsonIsThatOfTheWholeGap() throws IOException {
    run(0, Duration.ZERO, 0);
    run(3, Duration.ZERO, 3);

    assertThat(coverage("--format=json", "--to=2026-11-22T06:00:00Z"), is(0));
    Set<String> commands = new TreeSet<>();
    for (JsonNode row : rows()) {
      if (row.path("command").isTextual()) {
        commands.add(row.path("command").asText().replaceFirst(".*--slot=(\\S+).*", "$1"));
      }
    }
    assertThat(commands, contains("2026-11-22T02:00:00Z/2026-11-22T04:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22, 2026-11-22, 12",
    "2026-11-23, 2026-11-23, 12",
    "2026-11-22T10:00:00Z, 2026-11-23, 19",
    "2026-11-24, 2026-11-24, 1",
  })
  void aDayIsAllOfItsSlots(String from, String to, int slots) throws IOException {
    now = slot(24);
    run(0, Duration.ZERO, 0);
    run(20, Duration.ZERO, 20);

    assertThat(coverage("--from=" + from, "--to=" + to, "--format=json"), is(0));
    assertThat(
        rows().stream().filter(row -> row.path("dataset").asText().equals("market_data")).count(),
        is((long) slots));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--from=yesterday | --from=yesterday: must be a day or an instant",
        "--from=2026-11-31 | --from=2026-11-31: must be a day or an instant",
        "--to=2026-11-21 | must not be before the first slot of the runs, 2026-11-22T00:00:00Z",
        "--from=2026-12-01 | must not be in the future",
        "--format=html | --format=html: must be text or json",
        "--jobName=other | has no run of the job other; give --jobName: it has runs of"
            + " kalshi-market-data",
        "--tickers=a.txt | unknown flag --tickers; \"help coverage\" lists the flags",
        "KXHIGHNY | coverage takes no tickers",
      })
  void aMistakeIsASentence(String arg, String sentence) throws IOException {
    run(0, Duration.ZERO, 0);

    assertThat(coverage(arg), is(2));
    assertThat(complained(), containsString(sentence));
    assertThat(complained(), not(containsString("\tat ")));
  }

  /** Copies the files of the runs to a bucket. */
  private StorageServer copied() throws IOException {
    StorageServer storage = StorageServer.start().bucket("out");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        storage.put("out", "data/" + folder.relativize(file), Files.readString(file));
      }
    }
    return storage;
  }

  @Test
  void aBucketIsReadToo() throws IOException {
    run(0, Duration.ZERO, 0);
    run(1, Duration.ZERO, 1);
    try (StorageServer storage = copied()) {
      output = "gs://out/data";

      assertThat(
          coverage("--gcsEndpoint=" + storage.endpoint(), "--to=2026-11-22T02:00:00Z"), is(0));
      assertThat(printed(), hasItem("trades        2 slots: 2 available"));
    }
  }

  @Test
  void aBucketThatRefusesIsAMistake() throws IOException {
    run(0, Duration.ZERO, 0);
    try (StorageServer storage = copied()) {
      output = "gs://out/data";
      storage
          .faults()
          .always(request -> request.kind() == RequestKind.MEDIA, StorageFault.status(403));

      assertThat(coverage("--gcsEndpoint=" + storage.endpoint()), is(2));
      assertThat(complained(), startsWith("kalshi: --output=gs://out/data: cannot be read: "));
    }
  }

  @Test
  void anEndBeforeTheStartIsAMistake() throws IOException {
    run(0, Duration.ZERO, 0);

    assertThat(coverage("--from=2026-11-23", "--to=2026-11-22"), is(2));
    assertThat(complained(), containsString("--to=2026-11-22: must not be before --from"));
  }
}
