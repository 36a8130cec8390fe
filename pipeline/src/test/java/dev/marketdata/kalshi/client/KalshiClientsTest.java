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

/** Who shares a client, and for how long it lives. */
class KalshiClientsTest {

  private final KalshiSettings run;
  private final KalshiSettings other;

  KalshiClientsTest(TestInfo test) {
    run = settings(test.getDisplayName() + " 1");
    other = settings(test.getDisplayName() + " 2");
  }

  @Test
  void usersOfOneRunShareOneClient() {
    KalshiClient first = KalshiClients.join(run);
    KalshiClient second = KalshiClients.join(run);
    leave(run, 2);

    assertThat(second, is(sameInstance(first)));
  }

  @Test
  void twoRunsShareNothing() {
    KalshiClient first = KalshiClients.join(run);
    KalshiClient second = KalshiClients.join(other);
    leave(run, 1);
    leave(other, 1);

    assertThat(second, is(not(sameInstance(first))));
  }

  @Test
  void aClientLivesWhileItHasAUser() {
    KalshiClient client = KalshiClients.join(run);
    KalshiClients.join(run);
    KalshiClients.leave(run);
    boolean closed = isClosed(client);
    leave(run, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aClientWithOneUserLivesWhenAnotherRunBegins() {
    KalshiClient client = KalshiClients.join(run);
    KalshiClients.join(other);
    boolean closed = isClosed(client);
    leave(run, 1);
    leave(other, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aClientWithoutUsersIsClosedWhenAnotherRunBegins() {
    KalshiClient client = KalshiClients.join(run);
    KalshiClients.join(run);
    leave(run, 2);
    KalshiClients.join(other);
    leave(other, 1);

    assertThat(isClosed(client), is(true));
  }

  @Test
  void theEndOfOneRunLeavesTheOtherAlone() {
    KalshiClients.join(run);
    KalshiClient client = KalshiClients.join(other);
    leave(run, 1);
    boolean closed = isClosed(client);
    leave(other, 1);

    assertThat(closed, is(false));
  }

  @Test
  void aRunFindsItsClientAgainAfterItsLastUserHasLeft() {
    KalshiClient first = KalshiClients.join(run);
    leave(run, 1);
    KalshiClient second = KalshiClients.join(run);
    boolean closed = isClosed(second);
    leave(run, 1);

    assertThat(second, is(sameInstance(first)));
    assertThat(closed, is(false));
  }

  @Test
  void leavingOnceTooOftenDoesNoHarm() {
    KalshiClients.join(run);
    leave(run, 2);
    KalshiClient client = KalshiClients.join(run);
    KalshiClients.join(other);
    boolean closed = isClosed(client);
    leave(run, 1);
    leave(other, 1);

    assertThat(closed, is(false));
  }

  private static void leave(KalshiSettings settings, int times) {
    for (int i = 0; i < times; i++) {
      KalshiClients.leave(settings);
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
