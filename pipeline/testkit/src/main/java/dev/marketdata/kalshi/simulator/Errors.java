package dev.marketdata.kalshi.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The error responses of the exchange, in its different formats. */
final class Errors {
  private Errors() {}

  static SimulatedResponse notFound() {
    return nested(404, "not_found", "not found", "");
  }

  static SimulatedResponse notFoundInHistory() {
    return nested(
        404,
        "failed_to_get_market_by_ticker:_not_found",
        "failed to get market by ticker: not found",
        "");
  }

  static SimulatedResponse badRequest(String details) {
    return nested(400, "bad_request", "bad request", details);
  }

  /** The format of the validator that runs before some endpoints. */
  static SimulatedResponse failedValidation(String operation, String field, String rule) {
    String key = operation + "Params." + field;
    return SimulatedResponse.json(
        400,
        Json.bytes(
            Map.of(
                "msg",
                "Parameter validation failed for "
                    + operation
                    + ": Key: '"
                    + key
                    + "' Error:Field validation for '"
                    + field
                    + "' failed on the '"
                    + rule
                    + "' tag")));
  }

  static SimulatedResponse unauthorized(String code, String message, String details) {
    return nested(401, code, message, details);
  }

  /** Here {@code error} is a string, and there is no {@code Retry-After}. */
  static SimulatedResponse tooManyRequests() {
    return SimulatedResponse.json(429, "{\"error\":\"too many requests\"}");
  }

  static SimulatedResponse uriTooLong() {
    return SimulatedResponse.of(414, "text/html", Html.page("414 URI Too Long"));
  }

  static SimulatedResponse unavailable() {
    return nested(503, "service_unavailable", "service unavailable", "");
  }

  private static SimulatedResponse nested(int status, String code, String message, String details) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    if (!details.isEmpty()) {
      error.put("details", details);
    }
    return SimulatedResponse.json(status, Json.bytes(Map.of("error", error)));
  }
}
