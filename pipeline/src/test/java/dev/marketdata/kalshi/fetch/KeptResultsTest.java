package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which results earlier slots hold, for a run of 14:00. */
class KeptResultsTest {

  private static final String SETTLED = "{\"market\":{\"status\":\"finalized\"}}\n";
  private static final String CLOSED = "{\"market\":{\"status\":\"closed\"}}\n";

  @TempDir Path folder;

  @Test
  void aMarketWithoutAShardHasNoResult() {
    assertThat(hasResult(), is(false));
  }

  @Test
  void theNewestShardDecides() throws IOException {
    leave("date=2026-11-21/20261121T220000Z", SETTLED);
    leave("date=2026-11-22/20261122T100000Z", SETTLED);
    leave("date=2026-11-22/20261122T120000Z", CLOSED);

    assertThat(hasResult(), is(false));
  }

  @Test
  void aResultOfAnEarlierDayIsKept() throws IOException {
    leave("date=2026-11-19/20261119T220000Z", CLOSED);
    leave("date=2026-11-20/20261120T220000Z", SETTLED);

    assertThat(hasResult(), is(true));
  }

  @Test
  void aResultOfThisSlotIsStoredAgain() throws IOException {
    leave("date=2026-11-22/20261122T140000Z", SETTLED);

    assertThat(hasResult(), is(false));
  }

  @Test
  void aDamagedShardHoldsNoResult() throws IOException {
    leave("date=2026-11-22/20261122T120000Z", "");

    assertThat(hasResult(), is(false));
  }

  private boolean hasResult() {
    RunId run = new RunId(new Slot(TestFetch.NOW), "test", TestFetch.NOW);
    ShardWriter shards =
        ShardWriter.under(
            new OutputRoot(folder.toString()),
            run,
            new ApiRoot("http://127.0.0.1:9/trade-api/v2"),
            TestFetch.NOW);
    return new KeptResults(shards).has(new Ticker("A"));
  }

  private void leave(String shard, String text) throws IOException {
    Path file = folder.resolve("market_data/ticker=A").resolve(shard + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
