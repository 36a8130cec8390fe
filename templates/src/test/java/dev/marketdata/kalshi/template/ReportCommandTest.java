package dev.marketdata.kalshi.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC);
  private static final String STAMP = "20261122T140000Z";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void collect() throws IOException {
    Path run =
        folder.resolve("runs/date=2026-11-22/" + STAMP + "-kalshi-market-data-20261122T140500Z");
    Files.createDirectories(run);
    String path = "market_data/ticker=KXA/date=2026-11-22/" + STAMP + ".json";
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), "{");
    Files.writeString(
        run.resolve("shards.ndjson"), "{\"path\":\"" + path + "\",\"outcome\":\"stored\"}\n");
    Files.writeString(run.resolve("summary.json"), "{\"finished_at\":\"2026-11-22T14:05:09Z\"}\n");
  }

  private int report(String... flags) {
    return new KalshiMain(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            CLOCK)
        .run(Stream.concat(Stream.of("report"), Stream.of(flags)).toArray(String[]::new));
  }

  @Test
  void itPrintsWhatThePageShowsAndAUrlToOpen() {
    int status = report("--output=" + folder);

    assertThat(err.toString(UTF_8), status, is(0));
    assertThat(
        out.toString(UTF_8),
        matchesPattern(
            """
            broken shards that are left out: 1
            markets: 0, with candles and trades: 0; bytes: [0-9,]+; elapsed: 0[.]0 s
            report: file:///.*/report/index[.]html
            """));
    assertThat(Files.exists(folder.resolve("report/index.html")), is(true));
  }

  @Test
  void aPageThatCannotBeWrittenIsTold() throws IOException {
    Files.writeString(folder.resolve("report"), "a file");

    assertThat(report("--output=" + folder), is(KalshiMain.FAILED));
    assertThat(err.toString(UTF_8), containsString("index.html cannot be written: "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--from=soon|must be a day or an instant, such as 2026-11-22",
        "--top=201|must be a whole number from 0 to 200",
        "--top=many|must be a whole number from 0 to 200",
        "--interval=PT7H|must divide 24 hours evenly",
        "--jobName=A B|must be 1 to 100 of a-z, 0-9 and -",
        "--tickers=x|unknown flag --tickers; \"help report\" lists the flags",
        "KXA|report takes no tickers",
        "--jobName=other|has no run of the job other; give --jobName: it has runs of kalshi-market-data",
        "--from=2030-01-01|must not be after the last slot of the runs",
        "--to=2020-01-01|must not be before the first slot of the runs",
        "--output=/no/such/folder|has no runs; give the --output of collect"
      })
  void aUsageErrorIsTold(String argument, String rule) {
    List<String> arguments = new ArrayList<>(List.of(argument));
    if (!argument.startsWith("--output=")) {
      arguments.add("--output=" + folder);
    }

    assertThat(report(arguments.toArray(String[]::new)), is(KalshiMain.USAGE_ERROR));
    assertThat(err.toString(UTF_8), containsString(rule));
  }

  @Test
  void theLastSlotIsNotBeforeTheFirst() {
    assertThat(report("--from=2026-11-22", "--to=2026-11-21"), is(KalshiMain.USAGE_ERROR));
    assertThat(err.toString(UTF_8), containsString("must not be before --from"));
  }
}
