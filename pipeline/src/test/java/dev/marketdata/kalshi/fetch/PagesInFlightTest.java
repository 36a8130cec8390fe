package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.store.ShardWriter.PendingPage;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How many pages wait for the storage, and what becomes of them. */
class PagesInFlightTest {

  private static final Want WANT =
      Want.of(TickerSelector.parse("event:E", new SourceLine("t.txt", 1)));

  private final List<String> done = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();
  private final PagesInFlight pages =
      new PagesInFlight(
          receipts -> receipts.forEach(receipt -> done.add(receipt.ticker().value())),
          (want, miss) ->
              missed.add(want.market() + " " + miss.reason().word() + ": " + miss.detail()));

  @Test
  void smallPagesDoNotWaitForEachOther() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      add("P" + i, 2_200);
    }

    assertThat(done, empty());
  }

  @Test
  void aPageWithoutRoomWaitsForTheOldest() throws InterruptedException {
    add("P1", PagesInFlight.MAX_BYTES / 2);
    add("P2", PagesInFlight.MAX_BYTES / 2);
    add("P3", 1);

    assertThat(done, contains("P1"));
  }

  @Test
  void pagesThatFillTheRoomDoNotWait() throws InterruptedException {
    add("P1", PagesInFlight.MAX_BYTES / 2);
    add("P2", PagesInFlight.MAX_BYTES / 2);

    assertThat(done, is(empty()));
  }

  @Test
  void aPageLargerThanAllRoomGoesAlone() throws InterruptedException {
    add("P1", 10);
    add("P2", 10);
    add("P3", PagesInFlight.MAX_BYTES + 1);

    assertThat(done, contains("P1", "P2"));
  }

  @Test
  void theRoomOfAFinishedPageIsFreeAgain() throws InterruptedException {
    add("P1", PagesInFlight.MAX_BYTES);
    pages.finish();
    add("P2", PagesInFlight.MAX_BYTES);

    assertThat(done, contains("P1"));
  }

  @Test
  void pagesAreDoneInTheOrderTheyCame() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      add("P" + i, 10);
    }
    pages.finish();

    assertThat(done, contains("P1", "P2", "P3"));
  }

  @Test
  void aShardThatIsNotStoredIsAMissOfItsMarketAlone() throws InterruptedException {
    pages.add(page((stored, failed) -> failed.accept(new Ticker("P"), "no")), any -> WANT, 1);
    pages.finish();

    assertThat(missed, contains("P not_stored: no"));
  }

  @Test
  void aPageOfWhichNothingIsStoredHasNoReceipts() throws InterruptedException {
    List<List<ShardReceipt>> receipts = new ArrayList<>();
    PagesInFlight none = new PagesInFlight(receipts::add, (want, miss) -> {});
    none.add(page((stored, failed) -> failed.accept(new Ticker("P"), "no")), any -> WANT, 1);
    none.finish();

    assertThat(receipts, is(empty()));
  }

  @Test
  void theMissIsOfThePagesDataset() throws InterruptedException {
    List<String> datasets = new ArrayList<>();
    PagesInFlight books =
        new PagesInFlight(
            receipts -> {}, (want, miss) -> datasets.add(want.dataset() + " " + miss.dataset()));
    books.add(
        page("orderbooks", (stored, failed) -> failed.accept(new Ticker("P"), "no")),
        any -> WANT,
        1);
    books.finish();

    assertThat(datasets, contains("orderbooks orderbooks"));
  }

  @Test
  void theReceiptsOfAPageStayTogether() throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    PagesInFlight whole =
        new PagesInFlight(receipts -> sizes.add(receipts.size()), (want, miss) -> {});
    whole.add(
        page(
            "market_data",
            (stored, failed) -> {
              stored.accept(receipt("P1"));
              failed.accept(new Ticker("P2"), "no");
              stored.accept(receipt("P3"));
            }),
        any -> WANT,
        1);
    whole.finish();

    assertThat(sizes, contains(2));
  }

  private void add(String ticker, long bytes) throws InterruptedException {
    pages.add(page((stored, failed) -> stored.accept(receipt(ticker))), any -> WANT, bytes);
  }

  private static ShardReceipt receipt(String ticker) {
    return new ShardReceipt(
        "p/" + ticker, new Ticker(ticker), "market_data", Outcome.STORED, 1, "");
  }

  private static PendingPage page(
      BiConsumer<Consumer<ShardReceipt>, BiConsumer<Ticker, String>> what) {
    return page("market_data", what);
  }

  private static PendingPage page(
      String dataset, BiConsumer<Consumer<ShardReceipt>, BiConsumer<Ticker, String>> what) {
    return new PendingPage() {
      @Override
      public String dataset() {
        return dataset;
      }

      @Override
      public void await(Consumer<ShardReceipt> stored, BiConsumer<Ticker, String> failed) {
        what.accept(stored, failed);
      }
    };
  }
}
