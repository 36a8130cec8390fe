package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how many pages wait for the storage. */
class PendingPagesTest {

  private static final Instant TIME = Instant.parse("2026-11-22T14:00:00Z");

  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();
  private ShardWriter writer;

  @BeforeEach
  void open() {
    writer =
        ShardWriter.under(
            new OutputRoot(folder.toString(), GcsEndpoint.GOOGLE),
            new RunId(new Slot(TIME), "test", TIME),
            new ApiRoot("https://example.com"),
            Instant.parse("9999-01-01T00:00:00Z"));
    writer.open(Timing.system());
  }

  @AfterEach
  void finish() throws InterruptedException {
    writer.finish();
  }

  @Test
  void smallPagesDoNotWaitForEachOther() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      write("P" + i, 2_200);
    }

    assertThat(done, empty());
  }

  @Test
  void aPageWithoutRoomWaitsForTheOldest() throws InterruptedException {
    write("P1", ShardWriter.MAX_PENDING_BYTES / 2);
    write("P2", ShardWriter.MAX_PENDING_BYTES / 2);
    write("P3", 2);

    assertThat(done, contains("P1"));
  }

  @Test
  void aPageLargerThanTheLimitIsStoredAlone() throws InterruptedException {
    write("P1", 10);
    write("P2", 10);
    write("P3", ShardWriter.MAX_PENDING_BYTES + 1);

    assertThat(done, contains("P1", "P2"));
  }

  @Test
  void theRoomOfAFinishedPageIsFreeAgain() throws InterruptedException {
    write("P1", ShardWriter.MAX_PENDING_BYTES);
    writer.finish();
    write("P2", ShardWriter.MAX_PENDING_BYTES);

    assertThat(done, contains("P1"));
  }

  @Test
  void pagesAreDoneInTheOrderTheyCame() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      write("P" + i, 10);
    }
    writer.finish();

    assertThat(done, contains("P1", "P2", "P3"));
  }

  private void write(String ticker, long bytes) throws InterruptedException {
    byte[] body = new byte[(int) bytes];
    body[0] = '{';
    body[1] = '}';
    writer.write(
        Pages.of(new Markets(), Tier.LIVE, TIME, TIME, body, Pages.row(ticker, new Span(0, 2))),
        (stored, failed) -> done.add(ticker));
  }
}
