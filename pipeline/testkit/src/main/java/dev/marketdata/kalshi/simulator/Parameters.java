package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads query parameters, and refuses those out of range. */
final class Parameters {
  private final ApiRequest request;

  Parameters(ApiRequest request) {
    this.request = request;
  }

  /** Zero means "not said", as the exchange's validator has it. */
  int limit(String operation, int lowest, int highest, int otherwise) {
    Optional<String> text = request.parameter("limit");
    if (text.isEmpty()) {
      return otherwise;
    }
    long limit = number("limit", text.get());
    if (limit > highest) {
      throw new ApiException(Errors.failedValidation(operation, "Limit", "lte"));
    }
    if (limit < lowest) {
      throw new ApiException(Errors.failedValidation(operation, "Limit", "gte"));
    }
    return limit == 0 ? otherwise : (int) limit;
  }

  int between(String name, int lowest, int highest, int otherwise) {
    Optional<String> text = request.parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    long value = number(name, text.get());
    if (value < lowest || value > highest) {
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
