package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestLedgerTest {

  private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");

  private final RequestLedger ledger = new RequestLedger();

  @Test
  void theRateReachedIsAcceptedRequestsPerSecond() {
    for (int i = 0; i <= 40; i++) {
      ledger.add("200", 10, START.plusMillis(100L * i));
    }

    assertThat(ledger.usage().reachedTokensPerSecond(), is(new BigDecimal("102.5")));
  }

  @Test
  void a429CostsNoTokens() {
    ledger.add("200", 10, START);
    ledger.add("429", 10, START.plusSeconds(1));
    ledger.add("200", 10, START.plusSeconds(2));

    assertThat(ledger.usage().reachedTokensPerSecond(), is(new BigDecimal("10.0")));
    assertThat(ledger.usage().tokens(), is(30L));
  }

  @Test
  void thereIsNoRateForLessThanASecond() {
    ledger.add("200", 10, START);
    ledger.add("200", 10, START.plusMillis(999));

    assertThat(ledger.usage().reachedTokensPerSecond(), is(nullValue()));
  }

  @Test
  void theSumOfTwoUsagesSpansBoth() {
    RequestLedger later = new RequestLedger();
    later.add("200", 10, START.plusSeconds(4));
    ledger.add("200", 10, START);
    RequestUsage both = later.usage().plus(ledger.usage()).plus(RequestUsage.NONE);

    assertThat(both.reachedTokensPerSecond(), is(new BigDecimal("5.0")));
    assertThat(RequestUsage.NONE.plus(both), is(both));
  }

  @Test
  void theSumOfTwoUsagesAddsAllCounts() {
    RequestLedger other = new RequestLedger();
    ledger.add("200", 10, START);
    ledger.add("503", 20, START);
    ledger.addRetry();
    other.add("200", 1, START);
    other.add("429", 2, START);
    other.addRetry();
    other.addRetry();
    RequestUsage both = ledger.usage().plus(other.usage());

    assertThat(both.byStatus(), is(Map.of("200", 2L, "429", 1L, "503", 1L)));
    assertThat(both.total(), is(4L));
    assertThat(both.retries(), is(3L));
    assertThat(both.tokens(), is(33L));
    assertThat(both.spent(), is(31L));
  }

  @Test
  void thereIsARateForASecondAndMore() {
    ledger.add("200", 10, START);
    ledger.add("200", 10, START.plusSeconds(1));

    assertThat(ledger.usage().reachedTokensPerSecond(), is(new BigDecimal("20.0")));
  }

  @Test
  void aUsageIsNotChangedByLaterRequests() {
    ledger.add("200", 10, START);
    RequestUsage before = ledger.usage();
    ledger.add("200", 10, START);

    assertThat(before.total(), is(1L));
  }
}
