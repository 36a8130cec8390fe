package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesUnderWayTest {

  private final List<Integer> done = new ArrayList<>();
  private final PagesUnderWay<Integer> pages = new PagesUnderWay<>(done::add);

  @Test
  void smallPagesDoNotWaitForEachOther() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      add(i, 2_200);
    }

    assertThat(done, empty());
  }

  @Test
  void aPageWithoutRoomWaitsForTheOldest() throws InterruptedException {
    add(1, PagesUnderWay.MOST_BYTES / 2);
    add(2, PagesUnderWay.MOST_BYTES / 2);
    add(3, 1);

    assertThat(done, contains(1));
  }

  @Test
  void aPageLargerThanAllRoomGoesAlone() throws InterruptedException {
    add(1, 10);
    add(2, 10);
    add(3, PagesUnderWay.MOST_BYTES + 1);

    assertThat(done, contains(1, 2));
  }

  @Test
  void theRoomOfAFinishedPageIsFreeAgain() throws InterruptedException {
    add(1, PagesUnderWay.MOST_BYTES);
    pages.finish();
    add(2, PagesUnderWay.MOST_BYTES);

    assertThat(done, contains(1));
  }

  @Test
  void pagesAreDoneInTheOrderTheyCame() throws InterruptedException {
    for (int i = 1; i <= 3; i++) {
      add(i, 10);
    }
    pages.finish();

    assertThat(done, contains(1, 2, 3));
  }

  private void add(int number, long bytes) throws InterruptedException {
    pages.add(() -> number, bytes);
  }
}
