package dev.marketdata.kalshi.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesCommandTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC);
  private static final String STAMP = "20261122T140000Z";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void collect() throws IOException {
    Path run = folder.resolve("runs/date=2026-11-22/" + STAMP + "-job-20261122T140500Z");
    Files.createDirectories(run);
    StringBuilder receipts = new StringBuilder();
    for (String ticker : new String[] {"KXA", "KXB"}) {
      String path = "market_data/ticker=" + ticker + "/date=2026-11-22/" + STAMP + ".json";
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(
          folder.resolve(path),
          ticker.equals("KXB")
              ? ""
              : "{\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T14:00:00Z\","
                  + "\"received_at\":\"2026-11-22T14:05:01Z\",\"source\":\"live\","
                  + "\"market\":{\"volume_fp\":\"12345678901234567890.00\"}}\n");
      receipts.append("{\"path\":\"").append(path).append("\",\"outcome\":\"stored\"}\n");
    }
    Files.writeString(run.resolve("shards.ndjson"), receipts);
    Files.writeString(run.resolve("summary.json"), "{\"finished_at\":\"2026-11-22T14:05:09Z\"}\n");
  }

  private int tables(String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "tables";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return new KalshiMain(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            CLOCK)
        .run(args);
  }

  @Test
  void itPrintsWhatItMade() {
    int status = tables("--output=" + folder);

    assertThat(err.toString(UTF_8), status, is(0));
    String printed = out.toString(UTF_8);
    assertThat(printed, containsString("market_data   2026-11-22          2           1      1"));
    assertThat(
        printed, containsString("rows read: 43 = 43 in the files + 0 of another day or repeated"));
    assertThat(printed, containsString("values that do not fit their column: 1 "));
    assertThat(
        printed,
        containsString(
            "broken: market_data/ticker=KXB/date=2026-11-22/" + STAMP + ".json: it is empty"));
  }

  @Test
  void itSaysThatThereIsNothingToDo() {
    tables("--output=" + folder);
    out.reset();

    assertThat(tables("--output=" + folder), is(0));
    assertThat(out.toString(UTF_8), containsString("nothing to do"));
  }

  @Test
  void aBrokenShardIsNamedAgainByTheNextCall() {
    tables("--output=" + folder);
    out.reset();

    tables("--output=" + folder, "--date=2026-11-22");

    assertThat(
        out.toString(UTF_8),
        containsString("left out of a complete table: market_data/ticker=KXB"));
  }

  @Test
  void aFileOfATableThatIsGoneIsNamedWithWhatToDo() throws IOException {
    tables("--output=" + folder);
    Files.delete(folder.resolve("tables/market_data/date=2026-11-22/base-0000.parquet"));

    assertThat(tables("--output=" + folder, "--date=2026-11-22"), is(KalshiMain.FAILED));
    assertThat(
        err.toString(UTF_8),
        containsString(
            "tables/market_data/date=2026-11-22/base-0000.parquet is damaged: it is not there."
                + " Delete the folders tables/*/date=2026-11-22, and make them again with"
                + " ./kalshi tables --date=2026-11-22"));
  }

  @Test
  void aFileOfATableThatIsCutOffIsNamed() throws IOException {
    tables("--output=" + folder);
    Files.writeString(
        folder.resolve("tables/market_data/date=2026-11-22/base-0000.parquet"), "PAR1");

    assertThat(tables("--output=" + folder, "--date=2026-11-22"), is(KalshiMain.FAILED));
    assertThat(
        err.toString(UTF_8), containsString("base-0000.parquet is damaged: it does not have"));
  }

  @Test
  void aManifestThatIsCutOffIsNamed() throws IOException {
    tables("--output=" + folder);
    Files.writeString(folder.resolve("tables/market_data/date=2026-11-22/_manifest-base.json"), "");

    assertThat(tables("--output=" + folder, "--date=2026-11-22"), is(KalshiMain.FAILED));
    assertThat(err.toString(UTF_8), containsString("_manifest-base.json is damaged"));
  }

  @Test
  void aRunThatDidNotFinishIsNamed() throws IOException {
    String day = LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC).toString();
    String stamp = day.replace("-", "") + "T000000Z";
    String run = stamp + "-kalshi-market-data-" + stamp;
    Files.createDirectories(folder.resolve("runs/date=" + day + "/" + run));

    tables("--output=" + folder, "--date=" + day);

    assertThat(
        out.toString(UTF_8), containsString("not in tables yet: the shards of the run " + run));
  }

  @Test
  void itSaysThatADayIsNotOver() {
    assertThat(tables("--output=" + folder, "--date=2026-11-27"), is(0));
    assertThat(err.toString(UTF_8), containsString("2026-11-27 is not over"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--date=soon|must be a day, such as 2026-11-22",
        "--date=2026-11-28|must be a day from 2000-01-01 to today",
        "--to=2026-11-22|needs --from as well",
        "--tickers=x|unknown flag --tickers; \"help tables\" lists the flags",
        "--dte=2026-11-22|did you mean --date?",
        "--interval=PT7H|must divide 24 hours evenly",
        "KXA|tables takes no tickers",
        "--output=/no/such/folder|has no runs; give the --output of collect"
      })
  void aUsageErrorIsTold(String argument, String rule) {
    assertThat(tables(argument), is(KalshiMain.USAGE_ERROR));
    assertThat(err.toString(UTF_8), containsString(rule));
  }

  @Test
  void theLastDayIsNotBeforeTheFirst() {
    assertThat(tables("--from=2026-11-22", "--to=2026-11-21"), is(KalshiMain.USAGE_ERROR));
    assertThat(err.toString(UTF_8), containsString("must not be before --from=2026-11-22"));
  }

  @Test
  void aStorageThatFailsIsToldWithoutAStackTrace() throws IOException {
    Path shard = folder.resolve("market_data/ticker=KXA/date=2026-11-22/" + STAMP + ".json");
    Files.delete(shard);
    Files.createDirectory(shard);

    assertThat(tables("--output=" + folder), is(KalshiMain.FAILED));
    assertThat(err.toString(UTF_8), containsString("run again to finish"));
    assertThat(err.toString(UTF_8).lines().count(), is(1L));
  }
}
