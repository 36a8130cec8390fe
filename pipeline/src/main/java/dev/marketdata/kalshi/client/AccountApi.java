package dev.marketdata.kalshi.client;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.EndpointCosts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses responses about an account's budget, the exchange's status, events and series. Rates and
 * capacities are never assumed: they have changed more than once. Source: Kalshi, "Rate limits".
 */
final class AccountApi {

  static final RequestTarget LIMITS = RequestTarget.of("/account/limits");
  static final RequestTarget CUTOFF = RequestTarget.of("/historical/cutoff");
  static final RequestTarget STATUS = RequestTarget.of("/exchange/status");
  static final RequestTarget COSTS = RequestTarget.of("/account/endpoint_costs");

  // Sanity bound, 10^8 times today's highest tier; more would overflow the bucket's arithmetic.
  private static final double MAX_TOKENS = 1e12;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader NAMES = JSON.readerForListOf(Named.class);

  /**
   * The response of {@code /exchange/status}: not active during a maintenance.
   *
   * @param resumes the expected end of the maintenance; null if it is not given
   */
  record ExchangeStatus(boolean active, @Nullable Instant resumes) {

    String message() {
      return "it is in maintenance and "
          + (resumes == null ? "does not say until when" : "expects to be back at " + resumes);
    }
  }

  private record Named(@JsonAlias("event_ticker") @Nullable String ticker) {}

  private AccountApi() {}

  static BudgetRate limits(Response response) throws MalformedResponseException {
    JsonNode read = json(response).path("read");
    BigDecimal refill = number(read.path("refill_rate"));
    BigDecimal capacity = number(read.path("bucket_capacity"));
    if (refill.signum() <= 0 || capacity.signum() <= 0) {
      throw new MalformedResponseException(
          "the account's limits lack refill_rate or bucket_capacity");
    }
    return new BudgetRate(refill, capacity.longValue(), "account");
  }

  static EndpointCosts costs(Response response) throws MalformedResponseException {
    JsonNode root = json(response);
    int defaultCost = root.path("default_cost").asInt(0);
    if (defaultCost <= 0) {
      throw new MalformedResponseException("the endpoint costs lack default_cost");
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

  /** Returns what is historical. The cutoff of trades may be missing: then it is the other one. */
  static HistoricalCutoff historicalCutoff(Response response) throws MalformedResponseException {
    JsonNode root = json(response);
    Instant settled = time(root.path("market_settled_ts"));
    Instant traded = time(root.path("trades_created_ts"));
    if (settled == null) {
      throw new MalformedResponseException("the historical cutoff lacks market_settled_ts");
    }
    return new HistoricalCutoff(settled, traded == null ? settled : traded);
  }

  /** Returns whether the exchange is in maintenance; the time of its end may be missing. */
  static ExchangeStatus status(Response response) throws MalformedResponseException {
    JsonNode root = json(response);
    if (!root.path("exchange_active").isBoolean()) {
      throw new MalformedResponseException("the exchange's status lacks exchange_active");
    }
    return new ExchangeStatus(
        root.path("exchange_active").booleanValue(),
        time(root.path("exchange_estimated_resume_time")));
  }

  /** Returns true, or throws: an unknown event or series is a 404 and never comes here. */
  static boolean describes(EventOrSeries parent, Response response)
      throws MalformedResponseException {
    String member = parent.level().jsonName();
    if (!json(response).path(member).isObject()) {
      throw new MalformedResponseException("the response has no " + member);
    }
    return true;
  }

  /** Returns the series of an event. */
  static String seriesOfEvent(Response response) throws MalformedResponseException {
    String series = json(response).path("event").path("series_ticker").asText("");
    if (series.isEmpty()) {
      throw new MalformedResponseException("the event lacks series_ticker");
    }
    return series;
  }

  /**
   * Returns the names in a list. Parses nothing else, because a list may have tens of megabytes.
   */
  static Set<String> names(String array, Response response) throws MalformedResponseException {
    List<@Nullable Named> list;
    try {
      list = NAMES.at("/" + array).readValue(text(response));
    } catch (IOException e) {
      list = null;
    }
    if (list == null) {
      throw new MalformedResponseException("the response has no array \"" + array + "\" of names");
    }
    Set<String> names = new HashSet<>();
    for (Named named : list) {
      if (named != null && named.ticker() != null) {
        names.add(named.ticker());
      }
    }
    return names;
  }

  private static @Nullable Instant time(JsonNode node) {
    try {
      return Instant.parse(node.asText(""));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Returns the number, or zero if it cannot be a budget. */
  private static BigDecimal number(JsonNode node) {
    boolean sane = node.isNumber() && node.asDouble() < MAX_TOKENS;
    return sane ? node.decimalValue() : BigDecimal.ZERO;
  }

  /** Replaces bytes that are not UTF-8: nothing of these responses is stored. */
  private static Reader text(Response response) {
    return new InputStreamReader(new ByteArrayInputStream(response.body()), StandardCharsets.UTF_8);
  }

  private static JsonNode json(Response response) throws MalformedResponseException {
    try {
      return JSON.readTree(text(response));
    } catch (IOException e) {
      throw new MalformedResponseException("not the expected JSON");
    }
  }
}
