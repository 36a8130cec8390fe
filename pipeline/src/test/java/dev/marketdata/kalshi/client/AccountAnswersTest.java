package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.MalformedAnswerException;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kalshi says of an account and of its own tiers. */
class AccountAnswersTest {

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
        AccountAnswers.limits(answer(LIMITS)),
        is(new BudgetRate(new BigDecimal("300"), 900, "account")));
  }

  @Test
  void aFractionalRateIsKept() throws Exception {
    String limits = "{\"read\":{\"refill_rate\":0.5,\"bucket_capacity\":20}}";

    assertThat(AccountAnswers.limits(answer(limits)).tokensPerSecond(), is(new BigDecimal("0.5")));
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
    assertThat(limitsRefusal(body), is("not the JSON that was expected"));
  }

  @Test
  void aRateBeyondAllNumbersIsMalformed() {
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
  void anEntryThatIsNotWholeIsPassedOver() throws Exception {
    String body =
        "{\"default_cost\":10,\"endpoint_costs\":[{\"method\":\"GET\"},null,"
            + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/markets\",\"cost\":0}]}";

    assertThat(costs(body, "/trade-api/v2/markets"), is(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "{\"default_cost\":0}", "{\"default_cost\":-3}", "[]"})
  void costsWithoutADefaultAreMalformed(String body) {
    MalformedAnswerException refusal =
        assertThrows(MalformedAnswerException.class, () -> AccountAnswers.costs(answer(body)));

    assertThat(refusal.getMessage(), is("the endpoint costs lack default_cost"));
  }

  @Test
  void theHistoricalTierBeginsAtTheSettledCutoff() throws Exception {
    String body =
        "{\"market_settled_ts\":\"2026-09-23T00:00:00Z\","
            + "\"trades_created_ts\":\"2026-09-20T00:00:00Z\"}";

    assertThat(
        AccountAnswers.historicalCutoff(answer(body)), is(Instant.parse("2026-09-23T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "", "{\"market_settled_ts\":\"soon\"}", "{\"market_settled_ts\":null}"})
  void aCutoffThatIsNoTimeIsMalformed(String body) {
    MalformedAnswerException refusal =
        assertThrows(
            MalformedAnswerException.class, () -> AccountAnswers.historicalCutoff(answer(body)));

    assertThat(refusal.getMessage(), is("the historical cutoff lacks market_settled_ts"));
  }

  @Test
  void aMaintenanceTellsUntilWhen() throws Exception {
    String body =
        "{\"exchange_active\":false,\"trading_active\":true,"
            + "\"exchange_estimated_resume_time\":\"2026-11-26T10:00:00Z\"}";

    assertThat(
        AccountAnswers.status(answer(body)),
        is(new ExchangeStatus(false, Instant.parse("2026-11-26T10:00:00Z"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"exchange_active\":false}",
        "{\"exchange_active\":false,\"exchange_estimated_resume_time\":null}",
        "{\"exchange_active\":false,\"exchange_estimated_resume_time\":\"soon\"}"
      })
  void aMaintenanceNeedNotTellUntilWhen(String body) throws Exception {
    assertThat(AccountAnswers.status(answer(body)), is(new ExchangeStatus(false, null)));
  }

  @Test
  void anExchangeIsOpenWhoeverTrades() throws Exception {
    String body = "{\"exchange_active\":true,\"trading_active\":false}";

    assertThat(AccountAnswers.status(answer(body)), is(ExchangeStatus.OPEN));
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
  void aStatusThatDoesNotTellIsMalformed(String body) {
    MalformedAnswerException refusal =
        assertThrows(MalformedAnswerException.class, () -> AccountAnswers.status(answer(body)));

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
  void aFamilyThatIsDescribedIsThere(EventOrSeries.Level level, String body) throws Exception {
    assertThat(
        AccountAnswers.describes(new EventOrSeries(level, new Ticker("KXA-1")), answer(body)),
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
  void anAnswerThatDescribesNoFamilyIsMalformed(
      EventOrSeries.Level level, String body, String word) {
    MalformedAnswerException refusal =
        assertThrows(
            MalformedAnswerException.class,
            () ->
                AccountAnswers.describes(
                    new EventOrSeries(level, new Ticker("KXA-1")), answer(body)));

    assertThat(refusal.getMessage(), is("the answer describes no " + word));
  }

  @Test
  void aRateJustBelowWhatIsBeyondAllNumbersIsKept() throws Exception {
    String body = "{\"read\":{\"refill_rate\":999999999999,\"bucket_capacity\":999999999999}}";

    assertThat(
        AccountAnswers.limits(answer(body)),
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
  void numbersThatNoBudgetCanBeAreMalformed(String body) {
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
  void anEntryThatCannotBeUsedIsPassedOver(String body) throws Exception {
    assertThat(costs(body, "/trade-api/v2/markets"), is(10));
  }

  @Test
  void aCostOfOneTokenIsACost() throws Exception {
    String body =
        "{\"default_cost\":10,\"endpoint_costs\":["
            + "{\"method\":\"GET\",\"path\":\"/trade-api/v2/markets\",\"cost\":1}]}";

    assertThat(costs(body, "/trade-api/v2/markets"), is(1));
  }

  private static int costs(String body, String path) throws MalformedAnswerException {
    return AccountAnswers.costs(answer(body)).of(path);
  }

  private static String limitsRefusal(String body) {
    return String.valueOf(
        assertThrows(MalformedAnswerException.class, () -> AccountAnswers.limits(answer(body)))
            .getMessage());
  }

  private static Answer answer(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Answer(200, bytes, null, Instant.EPOCH, Instant.EPOCH);
  }
}
