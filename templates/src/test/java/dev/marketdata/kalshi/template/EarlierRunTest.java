package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which earlier run an estimate uses. */
class EarlierRunTest {

  private static final String MARKET =
      "{\"path\":\"market_data/ticker=A/x.json\",\"ticker\":\"A\",\"bytes\":300}\n";
  private static final String BOOK =
      "{\"path\":\"orderbooks/ticker=A/x.json\",\"ticker\":\"A\",\"bytes\":100}\n";

  @TempDir Path folder;

  @Test
  void theNewestIsTheOneThatStartedLastWhateverItsJob() throws IOException {
    leave("20261122T140000Z-zzz-20261122T140001Z", MARKET);
    leave("20261122T140000Z-aaa-20261122T150000Z", MARKET);

    assertThat(newest().folder(), containsString("-aaa-"));
  }

  @Test
  void aRunThatFoundNothingIsIgnored() throws IOException {
    leave("20261122T140000Z-job-20261122T140001Z", MARKET);
    leave("20261122T140000Z-job-20261122T150000Z", "");

    assertThat(newest().folder(), containsString("-20261122T140001Z"));
  }

  @Test
  void eachDatasetHasItsOwnSize() throws IOException {
    leave("20261122T140000Z-job-20261122T140001Z", MARKET + BOOK);

    assertThat(newest().bytesPerShard(), is(Map.of("market_data", 300L, "orderbooks", 100L)));
  }

  @Test
  void withoutRunsThereIsNone() throws IOException {
    assertThat(EarlierRun.newestUnder(root()), is(nullValue()));
  }

  private EarlierRun newest() throws IOException {
    return Objects.requireNonNull(EarlierRun.newestUnder(root()));
  }

  @Test
  void receiptsThatCannotBeReadAreAFailure() throws IOException {
    leave("20261122T140000Z-job-20261122T140001Z", "{\"path\":\"no slash\"}\n");

    assertThrows(IOException.class, this::newest);
  }

  private OutputRoot root() {
    return new OutputRoot(folder.toString(), GcsEndpoint.GOOGLE);
  }

  private void leave(String run, String shards) throws IOException {
    Path runs = folder.resolve("runs/date=2026-11-22/" + run);
    Files.createDirectories(runs);
    Files.writeString(runs.resolve("summary.json"), "{}\n");
    Files.writeString(runs.resolve("shards.ndjson"), shards);
  }
}
