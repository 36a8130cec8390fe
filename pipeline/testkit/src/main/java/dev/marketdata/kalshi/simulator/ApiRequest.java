package dev.marketdata.kalshi.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived: method, raw path, raw query ({@code ""} if none) and headers by
 * lower-case name.
 */
public record ApiRequest(
    String method, String path, String query, Map<String, List<String>> headers) {

  /** The root of the API on every host. */
  static final String ROOT = "/trade-api/v2";

  /** Returns the first value of a query parameter; an empty value counts as absent. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** Returns the values of a repeated query parameter. */
  public List<String> parameters(String name) {
    return parameters().getOrDefault(name, List.of());
  }

  /** Returns the query parameters, decoded, in the order of the query. */
  public Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
      }
    }
    return parameters;
  }

  /** Returns the first value of a header. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Returns the decoded segments of the path below the root of the API; none if it is outside. */
  List<String> segments() {
    if (!path.startsWith(ROOT + "/")) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(ROOT.length() + 1).split("/", -1)) {
      // In a path, a plus sign is not a space.
      segments.add(decoded(segment.replace("+", "%2B")));
    }
    return List.copyOf(segments);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
