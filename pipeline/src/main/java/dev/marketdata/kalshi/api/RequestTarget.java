package dev.marketdata.kalshi.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The path and query of a GET request, below the API root.
 *
 * @param path starts with a slash
 * @param query without the question mark; empty if there is none
 */
public record RequestTarget(String path, String query) {

  /** Returns the target of a path without a query. */
  public static RequestTarget of(String path) {
    return new RequestTarget(path, "");
  }

  /** Returns a copy with one more parameter, its value escaped. */
  public RequestTarget with(String name, String value) {
    // Commas separate tickers; they are legal in a query and keep the URL short.
    String escaped = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("%2C", ",");
    String parameter = name + "=" + escaped;
    return new RequestTarget(path, query.isEmpty() ? parameter : query + "&" + parameter);
  }

  /** Returns a copy with another value of a parameter that is there, which needs no escaping. */
  public RequestTarget replacing(String name, String value) {
    return new RequestTarget(
        path,
        Arrays.stream(query.split("&"))
            .map(each -> each.startsWith(name + "=") ? name + "=" + value : each)
            .collect(Collectors.joining("&")));
  }

  /** Returns the part of the URL after the API root. */
  public String pathAndQuery() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
