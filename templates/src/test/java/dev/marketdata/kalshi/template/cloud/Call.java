package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request to Google.
 *
 * @param path decoded
 * @param body one char per byte
 */
record Call(
    String method, String path, Map<String, String> query, String contentType, String body) {

  // Such as /v1/projects/p/secrets/s:addVersion
  private static final Pattern RESOURCE = Pattern.compile("/v[0-9a-z]+/(.+?)(?::([A-Za-z]+))?");
  private static final Pattern ANY_PROJECT =
      Pattern.compile("projects/-(/serviceAccounts/[^@]+@([^.]+)\\..*)");

  static Call of(HttpExchange exchange) throws IOException {
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    return new Call(
        exchange.getRequestMethod(),
        decode(exchange.getRequestURI().getRawPath()),
        query(exchange.getRequestURI().getRawQuery()),
        contentType == null ? "" : contentType,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
  }

  /** Returns the body, or an empty object if there is none. */
  JsonNode json() {
    try {
      return body.isEmpty()
          ? FakeGoogleCloud.JSON.createObjectNode()
          : FakeGoogleCloud.JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name of the resource or collection, such as {@code projects/p/secrets/s}. */
  String name() {
    Matcher matcher = RESOURCE.matcher(path);
    if (!matcher.matches()) {
      return "";
    }
    Matcher anyProject = ANY_PROJECT.matcher(matcher.group(1));
    return anyProject.matches()
        ? "projects/" + anyProject.group(2) + anyProject.group(1)
        : matcher.group(1);
  }

  /** Returns the custom method, such as {@code addVersion}; empty for a standard method. */
  String verb() {
    Matcher matcher = RESOURCE.matcher(path);
    return matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
