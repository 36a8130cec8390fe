package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import dev.marketdata.kalshi.budget.BudgetSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tests how clients are shared and closed. */
class KalshiClientsTest {

  private final KalshiSettings run;
  private final KalshiSettings other;

  KalshiClientsTest(TestInfo test) {
    run = settings(test.getDisplayName() + " 1");
    other = settings(test.getDisplayName() + " 2");
  }

  @Test
  void usersOfOneRunShareOneClient() {
    KalshiClient first = KalshiClients.acquire(run);
    KalshiClient second = KalshiClients.acquire(run);
    release(run, 2);

    assertThat(second, is(sameInstance(first)));
  }

  @Test
  void twoRunsShareNothing() {
    KalshiClient first = KalshiClients.acquire(run);
    KalshiClient second = KalshiClients.acquire(other);
    release(run, 1);
    release(other, 1);

    assertThat(second, is(not(sameInstance(first))));
  }

  @Test
  void aClientLivesWhileItHasAUser() {
    KalshiClient client = KalshiClients.acquire(run);
    KalshiClients.acquire(run);
    KalshiClients.release(run);
    boolean closed = isClosed(client);
    release(run, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aClientWithOneUserLivesWhenAnotherRunBegins() {
    KalshiClient client = KalshiClients.acquire(run);
    KalshiClients.acquire(other);
    boolean closed = isClosed(client);
    release(run, 1);
    release(other, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aClientWithoutUsersIsClosedWhenAnotherRunBegins() {
    KalshiClient client = KalshiClients.acquire(run);
    KalshiClients.acquire(run);
    release(run, 2);
    KalshiClients.acquire(other);
    release(other, 1);

    assertThat(isClosed(client), is(true));
  }

  @Test
  void theEndOfOneRunLeavesTheOtherAlone() {
    KalshiClients.acquire(run);
    KalshiClient client = KalshiClients.acquire(other);
    release(run, 1);
    boolean closed = isClosed(client);
    release(other, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aRunFindsItsClientAgainAfterItsLastUserHasLeft() {
    KalshiClient first = KalshiClients.acquire(run);
    release(run, 1);
    KalshiClient second = KalshiClients.acquire(run);
    boolean closed = isClosed(second);
    release(run, 1);

    assertThat(second, is(sameInstance(first)));
    assertThat(closed, is(false));
  }

  @Test
  void anExtraReleaseDoesNoHarm() {
    KalshiClients.acquire(run);
    release(run, 2);
    KalshiClient client = KalshiClients.acquire(run);
    KalshiClients.acquire(other);
    boolean closed = isClosed(client);
    release(run, 1);
    release(other, 1);

    assertThat(closed, is(false));
  }

  private static void release(KalshiSettings settings, int times) {
    for (int i = 0; i < times; i++) {
      KalshiClients.release(settings);
    }
  }

  private static boolean isClosed(KalshiClient client) {
    return ((ExecutorService) client.threads()).isShutdown();
  }

  private static KalshiSettings settings(String name) {
    return new KalshiSettings(
        name,
        new ApiRoot("http://127.0.0.1:1/trade-api/v2"),
        null,
        new BudgetSettings(BigDecimal.ONE, null),
        Instant.parse("2026-11-22T15:50:00Z"));
  }
}
