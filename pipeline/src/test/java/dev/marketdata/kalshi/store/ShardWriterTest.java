package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the markets of a page. */
class ShardWriterTest {

  private static final Instant TIME = Instant.parse("2026-11-22T14:04:11.093Z");
  private static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "test",
          Instant.parse("2026-11-22T14:04:00Z"));
  private static final ApiRoot API = new ApiRoot("https://external-api.kalshi.com/trade-api/v2");
  private static final TickerSelector SELECTOR =
      TickerSelector.parse("event:E", new SourceLine("t.txt", 1));
  private static final String BODY =
      "{\"markets\":[{\"ticker\":\"A\",\"p\":1.10},{\"ticker\":\"B\"}]}";
  private static final MarketPage PAGE =
      new MarketPage(
          Dataset.MARKET_DATA,
          Tier.LIVE,
          TIME,
          TIME,
          BODY.getBytes(StandardCharsets.UTF_8),
          List.of(
              snapshot("A", "{\"ticker\":\"A\",\"p\":1.10}"), snapshot("B", "{\"ticker\":\"B\"}")));
  private static final String PATH_OF_A =
      "market_data/ticker=A/date=2026-11-22/20261122T140000Z.json";
  private static final String SHARD_OF_A =
      "{\"schema\":1,\"market_ticker\":\"A\",\"slot\":\"2026-11-22T14:00:00Z\","
          + "\"requested_at\":\"2026-11-22T14:04:11.093Z\","
          + "\"received_at\":\"2026-11-22T14:04:11.093Z\","
          + "\"api\":\"https://external-api.kalshi.com/trade-api/v2\",\"source\":\"live\","
          + "\"market\":{\"ticker\":\"A\",\"p\":1.10}}\n";

  @TempDir Path folder;

  @Test
  void everyMarketOfAPageIsAShard() throws Exception {
    ReceiptPage unused = write();

    assertThat(Files.readString(folder.resolve(PATH_OF_A)), is(SHARD_OF_A));
  }

  @Test
  void everyMarketOfAPageHasItsReceipt() throws Exception {
    ReceiptPage page = write();

    assertThat(outcomes(page), is(List.of("A STORED", "B STORED")));
  }

  @Test
  void aReceiptTellsSizeAndSumOfWhatIsThere() throws Exception {
    ReceiptPage page = write();

    StoredObject stored =
        StoredObject.of(Outcome.STORED, SHARD_OF_A.getBytes(StandardCharsets.UTF_8));
    assertThat(
        page.receipts().get(0),
        is(
            new ShardReceipt(
                PATH_OF_A,
                new Ticker("A"),
                Dataset.MARKET_DATA,
                Outcome.STORED,
                stored.bytes(),
                stored.crc32c(),
                null)));
  }

  @Test
  void aShardOfAnEarlierRunIsLeftAsItIs() throws Exception {
    keepEarlierShard();
    ReceiptPage unused = write();

    assertThat(Files.readString(folder.resolve(PATH_OF_A)), is("earlier"));
  }

  @Test
  void aShardOfAnEarlierRunIsToldInTheReceipt() throws Exception {
    keepEarlierShard();
    ReceiptPage page = write();

    assertThat(outcomes(page), is(List.of("A ALREADY_THERE", "B STORED")));
  }

  @Test
  void aShardThatCannotBeStoredDoesNotHinderTheNext() throws Exception {
    standInTheWay();
    ReceiptPage page = write();

    assertThat(outcomes(page), is(List.of("A NOT_STORED", "B STORED")));
  }

  @Test
  void aShardThatCannotBeStoredIsAMiss() throws Exception {
    standInTheWay();
    ReceiptPage page = write();

    Miss miss = page.receipts().get(0).failure();
    assertThat(miss == null ? null : miss.reason(), is(MissReason.NOT_STORED));
  }

  private ReceiptPage write() throws InterruptedException {
    ShardWriter writer =
        ShardWriter.under(
            new OutputRoot(folder.toString()), RUN, API, Instant.parse("9999-01-01T00:00:00Z"));
    writer.open();
    return writer.take(PAGE).await();
  }

  private void keepEarlierShard() throws Exception {
    Path shard = folder.resolve(PATH_OF_A);
    Files.createDirectories(shard.getParent());
    Files.writeString(shard, "earlier");
  }

  private void standInTheWay() throws Exception {
    Files.createDirectories(folder.resolve("market_data"));
    Files.writeString(folder.resolve("market_data/ticker=A"), "a file");
  }

  private static List<String> outcomes(ReceiptPage page) {
    return page.receipts().stream()
        .map(receipt -> receipt.ticker() + " " + receipt.outcome())
        .toList();
  }

  private static MarketSnapshot snapshot(String ticker, String object) {
    int from = BODY.indexOf(object);
    return new MarketSnapshot(new Ticker(ticker), SELECTOR, from, from + object.length());
  }
}
