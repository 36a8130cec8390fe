package dev.marketdata.kalshi.tables;

import static dev.marketdata.kalshi.tables.Collected.DAY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the tables of runs and of coverage, and reads them with DuckDB. */
class RunTablesTest {

  private static final String NOON = DAY + "T12:00:00Z";
  private static final String FOUR = DAY + "T16:00:00Z";
  private static final String CANDLES =
      "SELECT slot, condition, reason, runs FROM (SELECT *, json_array_length(raw::JSON->'runs') AS runs FROM TABLE)"
          + " WHERE dataset = 'candlesticks'";

  @TempDir Path folder;
  private Collected collected = new Collected(Path.of(""));

  @BeforeEach
  void create() {
    collected = new Collected(folder);
  }

  private static String window(String from, String to, String more) {
    return ",\"interval\":\"PT2H\",\"windows\":[{\"slot\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
            .formatted(to, from, to)
        + "\"names\":null,\"datasets\":{\"candlesticks\":{\"stored\":1,\"already_there\":0,"
        + "\"empty\":0,\"failed\":0}}}]"
        + more;
  }

  private void twoRuns() throws IOException {
    collected
        .run(NOON)
        .finish(
            window(DAY + "T10:00:00Z", NOON, "")
                + ",\"verdict\":\"complete\",\"late_seconds\":300.0,\"markets\":{\"stored\":2,"
                + "\"already_there\":1},\"misses\":{\"timed_out\":0},\"requests\":{\"total\":9,"
                + "\"retries\":1,\"by_status\":{\"200\":8,\"429\":1}},\"volume_check\":{\"equal\":4,"
                + "\"edges\":3,\"different\":0}");
    collected.run(FOUR).finish(window(DAY + "T14:00:00Z", FOUR, ""));
  }

  @Test
  void eachFinishedRunIsARow() throws IOException {
    twoRuns();

    collected.make(DAY);

    assertThat(
        collected.query(
            "runs",
            "SELECT run, slot, verdict, seconds_late, stored, already_there, failed, volume_equal,"
                + " volume_at_edge, requests, http_429 FROM TABLE LIMIT 1"),
        contains(
            "20261122T120000Z-kalshi-market-data-20261122T120500Z|2026-11-22T12:00:00Z|complete"
                + "|300.000|2|1|0|4|3|9|1"));
  }

  @Test
  void aSlotWithoutARunIsARowOfCoverage() throws IOException {
    twoRuns();

    collected.make(DAY);

    assertThat(
        collected.query("coverage", CANDLES), hasItem("2026-11-22T14:00:00Z|missing|no_run|0"));
  }

  @Test
  void aGapThatABackfillClosesIsInALateFile() throws IOException {
    twoRuns();
    collected.make(DAY);
    collected
        .run(DAY + "T14:00:00Z", Instant.parse("2026-11-23T09:00:00Z"))
        .finish(
            window(
                NOON,
                DAY + "T14:00:00Z",
                ",\"backfill\":{\"from\":\""
                    + DAY
                    + "T14:00:00Z\",\"to\":\""
                    + DAY
                    + "T14:00:00Z\"}"));

    collected.make(DAY);

    assertThat(
        collected.query(
            "coverage",
            CANDLES + " AND slot = '2026-11-22 14:00:00+00' ORDER BY known_at NULLS FIRST"),
        contains(
            "2026-11-22T14:00:00Z|missing|no_run|0", "2026-11-22T14:00:00Z|available|caught_up|1"));
  }

  @Test
  void makingThemAgainChangesNothing() throws IOException {
    twoRuns();
    collected.make(DAY);
    List<String> before = collected.tableContents();

    collected.make(DAY);

    assertThat(collected.tableContents(), is(before));
  }

  @Test
  void aFileWithoutItsManifestGetsTheSameManifest() throws IOException {
    twoRuns();
    collected.make(DAY);
    List<String> before = collected.tableContents();
    Files.delete(folder.resolve("tables/coverage/date=" + DAY + "/_manifest-base.json"));

    collected.make(DAY);

    assertThat(collected.tableContents(), is(before));
  }

  @Test
  void aDayThatIsNotOverHasNoRows() throws IOException {
    twoRuns();

    collected.makeClosed("2026-11-22T17:00:00Z");

    assertThat(collected.tableContents(), not(hasItem(containsString("coverage"))));
  }
}
