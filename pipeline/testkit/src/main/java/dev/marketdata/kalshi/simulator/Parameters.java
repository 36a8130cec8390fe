package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads query parameters, and rejects those out of range. */
final class Parameters {
  private final ApiRequest request;

  Parameters(ApiRequest request) {
    this.request = request;
  }

  /** Returns the limit; zero means the default, as at the exchange. */
  int limit(String operation, int min, int max, int defaultValue) {
    Optional<String> text = request.parameter("limit");
    if (text.isEmpty()) {
      return defaultValue;
    }
    long limit = number("limit", text.get());
    if (limit > max) {
      throw new ApiException(Errors.failedValidation(operation, "Limit", "lte"));
    }
    if (limit < min) {
      throw new ApiException(Errors.failedValidation(operation, "Limit", "gte"));
    }
    return limit == 0 ? defaultValue : (int) limit;
  }

  int between(String name, int min, int max, int defaultValue) {
    Optional<String> text = request.parameter(name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    long value = number(name, text.get());
    if (value < min || value > max) {
      throw new ApiException(Errors.badRequest("invalid " + name));
    }
    return (int) value;
  }

  Optional<Cursor> cursor() {
    return request.parameter("cursor").flatMap(Cursor::decode);
  }

  Optional<String> text(String name) {
    return request.parameter(name);
  }

  Optional<String> oneOf(String name, List<String> allowed) {
    Optional<String> value = request.parameter(name);
    if (value.isPresent() && !allowed.contains(value.get())) {
      throw new ApiException(Errors.badRequest("invalid " + name + " filter"));
    }
    return value;
  }

  Optional<Set<String>> list(String name) {
    return request.parameter(name).map(text -> new LinkedHashSet<>(List.of(text.split(",", -1))));
  }

  /** Returns a value; rejects the request if it has none. */
  <T> T required(String operation, String field, Optional<T> value) {
    return value.orElseThrow(
        () -> new ApiException(Errors.failedValidation(operation, field, "required")));
  }

  boolean flag(String name) {
    return request.parameter(name).filter("true"::equals).isPresent();
  }

  Optional<Instant> time(String name) {
    return request.parameter(name).map(text -> Instant.ofEpochSecond(number(name, text)));
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ApiException(Errors.badRequest("invalid " + name));
    }
  }
}
