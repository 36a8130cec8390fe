package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.OrderBooks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the fetch rules. */
class FetchRulesTest {

  private static final FetchRules RULES =
      new FetchRules(
          new MarketSelection(Set.of(), TestFetch.NOW, false),
          List.of(new OrderBooks()),
          Window.before(TestFetch.NOW, Duration.ofHours(2)));

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 2", "20, 40", "21, 1"})
  void namesThatMayBeSeriesCostTwoRequestsEachOrTheList(long names, long requests) {
    assertThat(FetchRules.requestsForSeries(names), is(requests));
  }

  @Test
  void aWantedDatasetIsFoundByItsName() {
    assertThat(RULES.dataset("orderbooks"), is(new OrderBooks()));
  }

  @Test
  void aDatasetThatIsNotWantedIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> RULES.dataset("trades")).getMessage(),
        is("not a dataset of this run: trades"));
  }
}
