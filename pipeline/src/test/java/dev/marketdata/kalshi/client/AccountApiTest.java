package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.AccountApi.ExchangeStatus;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the parsing of account and status responses. */
class AccountApiTest {

  private static final String LIMITS =
      "{\"usage_tier\":\"advanced\",\"read\":{\"refill_rate\":300,\"bucket_capacity\":900},"
          + "\"write\":{\"refill_rate\":100,\"bucket_capacity\":100},"
          + "\"grants\":[{\"exchange_instance\":\"event_contract\",\"level\":\"advanced\","
          + "\"source\":\"manual\"}]}";

  private static final String COSTS =
      "{\"default_cost\":10,\"endpoint_costs\":["
          + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/cfbenchmarks/*endpoint\",\"cost\":50},"
          + "{\"method\":\"DELETE\",\"path\":\"/trade-api/v2/markets\",\"cost\":2},"
          + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/margin/balance\",\"cost\":5}]}";

  @Test
  void theReadBudgetIsTheReadBucket() throws Exception {
    assertThat(
        AccountApi.limits(response(LIMITS)),
        is(new BudgetRate(new BigDecimal("300"), 900, "account")));
  }

  @Test
  void aFractionalRateIsKept() throws Exception {
    String limits = "{\"read\":{\"refill_rate\":0.5,\"bucket_capacity\":20}}";

    assertThat(AccountApi.limits(response(limits)).tokensPerSecond(), is(new BigDecimal("0.5")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "null",
        "[]",
        "{\"read_limit\":20}",
        "{\"read\":null}",
        "{\"read\":{\"refill_rate\":300}}",
        "{\"read\":{\"bucket_capacity\":300}}",
        "{\"read\":{\"refill_rate\":0,\"bucket_capacity\":300}}",
        "{\"read\":{\"refill_rate\":300,\"bucket_capacity\":-1}}",
        "{\"read\":{\"refill_rate\":\"300\",\"bucket_capacity\":\"900\"}}"
      })
  void limitsWithoutTheirNumbersAreMalformed(String body) {
    assertThat(limitsRefusal(body), is("the account's limits lack refill_rate or bucket_capacity"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"read\":", "\u0000"})
  void limitsThatAreNoJsonAreMalformed(String body) {
    assertThat(limitsRefusal(body), is("not the expected JSON"));
  }

  @Test
  void aRateAboveTheMaxIsMalformed() {
    String body = "{\"read\":{\"refill_rate\":1e400,\"bucket_capacity\":900}}";

    assertThat(limitsRefusal(body), is("the account's limits lack refill_rate or bucket_capacity"));
  }

  @Test
  void aListedPathHasItsPrice() throws Exception {
    assertThat(costs(COSTS, "/trade-api/v2/cfbenchmarks/a/b"), is(50));
  }

  @Test
  void theRestHasTheDefaultPrice() throws Exception {
    assertThat(costs("{\"default_cost\":7}", "/trade-api/v2/markets"), is(7));
  }

  @Test
  void pricesOfOtherMethodsDoNotCount() throws Exception {
    assertThat(costs(COSTS, "/trade-api/v2/markets"), is(10));
  }

  @Test
  void anIncompleteEntryIsIgnored() throws Exception {
    String body =
        "{\"default_cost\":10,\"endpoint_costs\":[{\"method\":\"GET\"},null,"
            + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/markets\",\"cost\":0}]}";

    assertThat(costs(body, "/trade-api/v2/markets"), is(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "{\"default_cost\":0}", "{\"default_cost\":-3}", "[]"})
  void costsWithoutADefaultAreMalformed(String body) {
    MalformedResponseException refusal =
        assertThrows(MalformedResponseException.class, () -> AccountApi.costs(response(body)));

    assertThat(refusal.getMessage(), is("the endpoint costs lack default_cost"));
  }

  @Test
  void marketsAndTradesHaveACutoffEach() throws Exception {
    String body =
        "{\"market_settled_ts\":\"2026-09-23T00:00:00Z\","
            + "\"trades_created_ts\":\"2026-09-20T00:00:00Z\"}";

    assertThat(
        AccountApi.historicalCutoff(response(body)),
        is(
            new HistoricalCutoff(
                Instant.parse("2026-09-23T00:00:00Z"), Instant.parse("2026-09-20T00:00:00Z"))));
  }

  @Test
  void theCutoffOfTradesIsThatOfMarketsUnlessItIsGiven() throws Exception {
    Instant cutoff = Instant.parse("2026-09-23T00:00:00Z");

    assertThat(
        AccountApi.historicalCutoff(response("{\"market_settled_ts\":\"" + cutoff + "\"}")),
        is(new HistoricalCutoff(cutoff, cutoff)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "", "{\"market_settled_ts\":\"soon\"}", "{\"market_settled_ts\":null}"})
  void aCutoffThatIsNoTimeIsMalformed(String body) {
    MalformedResponseException refusal =
        assertThrows(
            MalformedResponseException.class, () -> AccountApi.historicalCutoff(response(body)));

    assertThat(refusal.getMessage(), is("the historical cutoff lacks market_settled_ts"));
  }

  @Test
  void aMaintenanceHasAnEnd() throws Exception {
    String body =
        "{\"exchange_active\":false,\"trading_active\":true,"
            + "\"exchange_estimated_resume_time\":\"2026-11-26T10:00:00Z\"}";

    assertThat(
        AccountApi.status(response(body)),
        is(new ExchangeStatus(false, Instant.parse("2026-11-26T10:00:00Z"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"exchange_active\":false}",
        "{\"exchange_active\":false,\"exchange_estimated_resume_time\":null}",
        "{\"exchange_active\":false,\"exchange_estimated_resume_time\":\"soon\"}"
      })
  void aMaintenanceMayHaveNoEnd(String body) throws Exception {
    assertThat(AccountApi.status(response(body)), is(new ExchangeStatus(false, null)));
  }

  @Test
  void anExchangeIsOpenEvenIfTradingIsPaused() throws Exception {
    String body = "{\"exchange_active\":true,\"trading_active\":false}";

    assertThat(AccountApi.status(response(body)), is(new ExchangeStatus(true, null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "[]",
        "{\"exchange_active\":null}",
        "{\"exchange_active\":0}",
        "{\"exchange_active\":\"false\"}",
        "{\"trading_active\":false}"
      })
  void aStatusWithoutItsFieldIsMalformed(String body) {
    MalformedResponseException refusal =
        assertThrows(MalformedResponseException.class, () -> AccountApi.status(response(body)));

    assertThat(refusal.getMessage(), is("the exchange's status lacks exchange_active"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EVENT | {\"event\":{\"event_ticker\":\"KXA-1\"}}",
        "EVENT | {\"event\":{}}",
        "SERIES | {\"series\":{\"ticker\":\"KXA\"}}"
      })
  void anEventOrSeriesInAResponseExists(EventOrSeries.Level level, String body) throws Exception {
    assertThat(
        AccountApi.describes(new EventOrSeries(level, new Ticker("KXA-1")), response(body)),
        is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EVENT | {} | event",
        "EVENT | {\"event\":null} | event",
        "EVENT | {\"event\":\"KXA-1\"} | event",
        "EVENT | {\"event\":[]} | event",
        "EVENT | {\"series\":{}} | event",
        "SERIES | {\"event\":{}} | series"
      })
  void aResponseWithoutAnEventOrSeriesIsMalformed(
      EventOrSeries.Level level, String body, String word) {
    MalformedResponseException refusal =
        assertThrows(
            MalformedResponseException.class,
            () ->
                AccountApi.describes(
                    new EventOrSeries(level, new Ticker("KXA-1")), response(body)));

    assertThat(refusal.getMessage(), is("the response has no " + word));
  }

  @Test
  void aRateJustBelowTheMaxIsKept() throws Exception {
    String body = "{\"read\":{\"refill_rate\":999999999999,\"bucket_capacity\":999999999999}}";

    assertThat(
        AccountApi.limits(response(body)),
        is(new BudgetRate(new BigDecimal("999999999999"), 999_999_999_999L, "account")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"read\":{\"refill_rate\":1000000000000,\"bucket_capacity\":900}}",
        "{\"read\":{\"refill_rate\":300,\"bucket_capacity\":1e12}}",
        "{\"read\":{\"refill_rate\":-0.5,\"bucket_capacity\":900}}",
        "{\"read\":{\"refill_rate\":300,\"bucket_capacity\":0}}"
      })
  void invalidBudgetNumbersAreMalformed(String body) {
    assertThat(limitsRefusal(body), is("the account's limits lack refill_rate or bucket_capacity"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"default_cost\":10,\"endpoint_costs\":["
            + "{\"path\":\"/trade-api/v2/markets\",\"cost\":3}]}",
        "{\"default_cost\":10,\"endpoint_costs\":["
            + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/markets\",\"cost\":-3}]}",
        "{\"default_cost\":10,\"endpoint_costs\":["
            + "{\"method\":\"GET\",\"path\":\"\",\"cost\":3}]}",
        "{\"default_cost\":10,\"endpoint_costs\":null}"
      })
  void anInvalidEntryIsIgnored(String body) throws Exception {
    assertThat(costs(body, "/trade-api/v2/markets"), is(10));
  }

  @Test
  void aCostOfOneTokenIsACost() throws Exception {
    String body =
        "{\"default_cost\":10,\"endpoint_costs\":["
            + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/markets\",\"cost\":1}]}";

    assertThat(costs(body, "/trade-api/v2/markets"), is(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "events | {\"cursor\":\"\",\"events\":[{\"series_ticker\":\"S\",\"event_ticker\":\"A\",\"x\":{\"event_ticker\":\"B\"}}]}",
        "series | {\"x\":[{\"ticker\":\"B\"}],\"series\":[{\"tags\":[\"C\"],\"ticker\":\"A\"},{},null,{\"ticker\":null}]}"
      })
  void theNamesInAListAreItsOwn(String array, String body) throws Exception {
    assertThat(AccountApi.names(array, response(body)), is(Set.of("A")));
  }

  @Test
  void anEmptyListHasNoNames() throws Exception {
    assertThat(AccountApi.names("events", response("{\"events\":[]}")), is(Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "{\"series\":[]}",
        "{\"events\":null}",
        "{\"events\":{}}",
        "{\"events\":[1]}",
        "{\"events\":[{\"event_ticker\":\"A\"}"
      })
  void aResponseWithoutTheListIsMalformed(String body) {
    MalformedResponseException refusal =
        assertThrows(
            MalformedResponseException.class, () -> AccountApi.names("events", response(body)));

    assertThat(refusal.getMessage(), is("the response has no array \"events\" of names"));
  }

  private static int costs(String body, String path) throws MalformedResponseException {
    return AccountApi.costs(response(body)).of(path);
  }

  private static String limitsRefusal(String body) {
    return String.valueOf(
        assertThrows(MalformedResponseException.class, () -> AccountApi.limits(response(body)))
            .getMessage());
  }

  private static Response response(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Response(200, bytes, null, Instant.EPOCH, Instant.EPOCH);
  }
}
