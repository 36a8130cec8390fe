package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.runs.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

/** What a person sees of a summary. */
class SummaryTableTest {

  private static final String SUMMARY =
      "{\"slot\":\"2026-11-22T14:00:00Z\",\"started_at\":\"2026-11-22T14:04:11Z\","
          + "\"finished_at\":\"2026-11-22T14:04:31.500Z\",\"late_seconds\":LATE,\"tickers\":{},"
          + "\"misses\":{},\"requests\":{\"by_status\":{}},\"budget\":{\"waited_seconds\":0.4},"
          + "\"verdict\":\"complete\",\"schema_drift\":[],"
          + "\"markets\":{\"stored\":3,\"already_there\":0,\"replaced\":2},"
          + "\"outages\":[{\"server\":\"Kalshi\",\"from\":\"2026-11-22T14:05:00.000Z\","
          + "\"to\":\"2026-11-22T14:10:00.000Z\",\"failure\":\"HTTP 502\"}]}";

  @Test
  void aRunThatIsMoreThanTenMinutesLateIsShownAsLate() throws Exception {
    assertThat(table("600.1"), containsString("late                   600 s after the slot\n"));
  }

  @Test
  void tenMinutesAreNotShownAsLate() throws Exception {
    assertThat(table("600.0"), not(containsString("late ")));
  }

  @Test
  void anOutageIsShown() throws Exception {
    assertThat(
        table("0.0"),
        containsString(
            "outage                 Kalshi, 2026-11-22T14:05:00.000Z to"
                + " 2026-11-22T14:10:00.000Z\n"));
  }

  @Test
  void replacedShardsAreShown() throws Exception {
    assertThat(table("0.0"), containsString("    broken before      2\n"));
  }

  private static String table(String lateSeconds) throws Exception {
    RunSummary summary =
        RunSummary.fromJson(SUMMARY.replace("LATE", lateSeconds).getBytes(StandardCharsets.UTF_8));
    KalshiMarketDataOptions options =
        PipelineOptionsFactory.fromArgs("--jobName=test").as(KalshiMarketDataOptions.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SummaryTable(
            summary,
            SettingsFromOptions.read(options, Instant.parse("2026-11-22T14:04:11Z")),
            new PrintStream(out, true, StandardCharsets.UTF_8))
        .print();
    return out.toString(StandardCharsets.UTF_8);
  }
}
