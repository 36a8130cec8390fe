package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how the markets of a page are stored. */
class ShardWriterTest {

  private static final Instant TIME = Instant.parse("2026-11-22T14:04:11.093Z");
  private static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "test",
          Instant.parse("2026-11-22T14:04:00Z"));
  private static final ApiRoot API = new ApiRoot("https://external-api.kalshi.com/trade-api/v2");
  private static final String BODY =
      "{\"markets\":[{\"ticker\":\"A\",\"p\":1.10},{\"ticker\":\"B\"}]}";
  private static final Page PAGE =
      Pages.of(
          new Markets(),
          Tier.LIVE,
          TIME,
          TIME,
          BODY.getBytes(StandardCharsets.UTF_8),
          Pages.row("A", BODY, "{\"ticker\":\"A\",\"p\":1.10}"),
          Pages.row("B", BODY, "{\"ticker\":\"B\"}"));
  private static final String PATH_OF_A =
      "market_data/ticker=A/date=2026-11-22/20261122T140000Z.json";
  private static final String SHARD_OF_A =
      "{\"schema\":1,\"market_ticker\":\"A\",\"slot\":\"2026-11-22T14:00:00Z\","
          + "\"requested_at\":\"2026-11-22T14:04:11.093Z\","
          + "\"received_at\":\"2026-11-22T14:04:11.093Z\","
          + "\"api\":\"https://external-api.kalshi.com/trade-api/v2\",\"source\":\"live\","
          + "\"market\":{\"ticker\":\"A\",\"p\":1.10}}\n";

  private final List<ShardReceipt> receipts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void everyMarketOfAPageIsAShard() throws Exception {
    write();

    assertThat(Files.readString(folder.resolve(PATH_OF_A)), is(SHARD_OF_A));
  }

  @Test
  void everyMarketOfAPageHasItsReceipt() throws Exception {
    write();

    assertThat(outcomes(), is(List.of("A STORED", "B STORED")));
  }

  @Test
  void aReceiptHasSizeAndChecksumOfTheObject() throws Exception {
    write();

    StoredObject stored =
        StoredObject.of(Outcome.STORED, SHARD_OF_A.getBytes(StandardCharsets.UTF_8));
    assertThat(
        receipts.get(0),
        is(
            new ShardReceipt(
                PATH_OF_A,
                new Ticker("A"),
                "market_data",
                Outcome.STORED,
                stored.bytes(),
                stored.crc32c(),
                "live")));
  }

  @Test
  void aShardOfAnEarlierRunIsLeftAsItIs() throws Exception {
    keepEarlierShard();
    write();

    assertThat(Files.readString(folder.resolve(PATH_OF_A)), is("earlier}\n"));
  }

  @Test
  void aShardOfAnEarlierRunIsInTheReceipt() throws Exception {
    keepEarlierShard();
    write();

    assertThat(outcomes(), is(List.of("A ALREADY_THERE", "B STORED")));
  }

  @Test
  void aShardThatCannotBeStoredDoesNotAffectTheNext() throws Exception {
    blockTheFolderOfA();
    write();

    assertThat(outcomes(), is(List.of("B STORED")));
  }

  @Test
  void aShardThatCannotBeStoredIsReportedWithItsPath() throws Exception {
    blockTheFolderOfA();
    write();

    assertThat(failures, contains(startsWith("A " + PATH_OF_A + ": ")));
  }

  @Test
  void everyStoredShardIsProgress() throws Exception {
    blockTheFolderOfA();
    write();

    assertThat(RunProgress.of(RUN.name()).stored(), is(1L));
    RunProgress.forget(RUN.name());
  }

  private void write() throws InterruptedException {
    RunProgress.forget(RUN.name());
    ShardWriter writer =
        ShardWriter.under(
            new OutputRoot(folder.toString()), RUN, API, Instant.parse("9999-01-01T00:00:00Z"));
    writer.open(Timing.system());
    writer.write(
        PAGE,
        (stored, failed) -> {
          receipts.addAll(stored);
          failed.forEach((row, why) -> failures.add(row.ticker() + " " + why));
        });
    writer.finish();
  }

  private void keepEarlierShard() throws Exception {
    Path shard = folder.resolve(PATH_OF_A);
    Files.createDirectories(shard.getParent());
    Files.writeString(shard, "earlier}\n");
  }

  private void blockTheFolderOfA() throws Exception {
    Files.createDirectories(folder.resolve("market_data"));
    Files.writeString(folder.resolve("market_data/ticker=A"), "a file");
  }

  private List<String> outcomes() {
    return receipts.stream().map(receipt -> receipt.ticker() + " " + receipt.outcome()).toList();
  }
}
