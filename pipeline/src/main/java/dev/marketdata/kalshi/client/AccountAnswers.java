package dev.marketdata.kalshi.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.MalformedAnswerException;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.EndpointCosts;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Kalshi says of an account's budget, of itself and of its families. Numbers are never
 * assumed: tiers and capacities have changed more than once. Source: Kalshi, "Rate limits".
 */
final class AccountAnswers {

  static final RequestTarget LIMITS = RequestTarget.of("/account/limits");
  static final RequestTarget CUTOFF = RequestTarget.of("/historical/cutoff");
  static final RequestTarget STATUS = RequestTarget.of("/exchange/status");
  static final RequestTarget COSTS = RequestTarget.of("/account/endpoint_costs");

  // A hundred million times the highest tier of today, and far from where arithmetic breaks.
  private static final double MOST_TOKENS = 1e12;

  private static final ObjectMapper JSON = new ObjectMapper();

  private AccountAnswers() {}

  static BudgetRate limits(Answer answer) throws MalformedAnswerException {
    JsonNode read = json(answer).path("read");
    BigDecimal refill = number(read.path("refill_rate"));
    BigDecimal capacity = number(read.path("bucket_capacity"));
    if (refill.signum() <= 0 || capacity.signum() <= 0) {
      throw new MalformedAnswerException(
          "the account's limits lack refill_rate or bucket_capacity");
    }
    return new BudgetRate(refill, capacity.longValue(), "account");
  }

  static EndpointCosts costs(Answer answer) throws MalformedAnswerException {
    JsonNode root = json(answer);
    int defaultCost = root.path("default_cost").asInt(0);
    if (defaultCost <= 0) {
      throw new MalformedAnswerException("the endpoint costs lack default_cost");
    }
    List<EndpointCosts.Listed> listed = new ArrayList<>();
    for (JsonNode entry : root.path("endpoint_costs")) {
      String path = entry.path("path").asText("");
      int cost = entry.path("cost").asInt(0);
      if (entry.path("method").asText("").equals("GET") && !path.isEmpty() && cost > 0) {
        listed.add(new EndpointCosts.Listed(EndpointCosts.pattern(path), cost));
      }
    }
    return new EndpointCosts(defaultCost, listed);
  }

  /** Reads the time before which settled markets are historical. */
  static Instant historicalCutoff(Answer answer) throws MalformedAnswerException {
    Instant cutoff = time(json(answer).path("market_settled_ts").asText(""));
    if (cutoff == null) {
      throw new MalformedAnswerException("the historical cutoff lacks market_settled_ts");
    }
    return cutoff;
  }

  /**
   * Reads whether the exchange is closed for maintenance; the time of its end need not be there.
   */
  static ExchangeStatus status(Answer answer) throws MalformedAnswerException {
    JsonNode root = json(answer);
    if (!root.path("exchange_active").isBoolean()) {
      throw new MalformedAnswerException("the exchange's status lacks exchange_active");
    }
    return new ExchangeStatus(
        root.path("exchange_active").booleanValue(),
        time(root.path("exchange_estimated_resume_time").asText("")));
  }

  /**
   * Returns true if the response holds the event or series. An unknown name is a 404 and never
   * comes here.
   */
  static boolean describes(EventOrSeries parent, Answer answer) throws MalformedAnswerException {
    String word = parent.level().word();
    if (!json(answer).path(word).isObject()) {
      throw new MalformedAnswerException("the answer describes no " + word);
    }
    return true;
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Returns zero for what is no number that a budget could be. */
  private static BigDecimal number(JsonNode node) {
    boolean sane = node.isNumber() && node.asDouble() < MOST_TOKENS;
    return sane ? node.decimalValue() : BigDecimal.ZERO;
  }

  private static JsonNode json(Answer answer) throws MalformedAnswerException {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new MalformedAnswerException("not the JSON that was expected");
    }
  }
}
