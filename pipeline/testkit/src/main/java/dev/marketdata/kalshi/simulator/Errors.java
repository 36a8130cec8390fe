package dev.marketdata.kalshi.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The error bodies of the exchange, in the several shapes it uses. */
final class Errors {
  private Errors() {}

  static Answer notFound() {
    return nested(404, "not_found", "not found", "");
  }

  static Answer notFoundInHistory() {
    return nested(
        404,
        "failed_to_get_market_by_ticker:_not_found",
        "failed to get market by ticker: not found",
        "");
  }

  static Answer badRequest(String details) {
    return nested(400, "bad_request", "bad request", details);
  }

  /** The validator in front of some endpoints answers in a shape of its own. */
  static Answer failedValidation(String operation, String field, String rule) {
    String key = operation + "Params." + field;
    return Answer.json(
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

  static Answer unauthorized(String code, String message, String details) {
    return nested(401, code, message, details);
  }

  /** Here {@code error} is a string, and nothing says how long to wait. */
  static Answer tooManyRequests() {
    return Answer.json(429, "{\"error\":\"too many requests\"}");
  }

  static Answer uriTooLong() {
    return Answer.of(414, "text/html", Html.page("414 URI Too Long"));
  }

  static Answer unavailable() {
    return nested(503, "service_unavailable", "service unavailable", "");
  }

  private static Answer nested(int status, String code, String message, String details) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    if (!details.isEmpty()) {
      error.put("details", details);
    }
    return Answer.json(status, Json.bytes(Map.of("error", error)));
  }
}
