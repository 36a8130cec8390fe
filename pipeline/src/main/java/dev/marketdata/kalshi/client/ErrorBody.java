package dev.marketdata.kalshi.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of an error response. Kalshi sends {@code {"error":{code,message,details}}}, {@code
 * {"error":"text"}}, {@code {code,message}}, {@code {"msg":"text"}}, and proxies in between send
 * any text.
 *
 * @param code the error code; empty if there is none
 * @param text the text for people: one line, shortened; empty if there is none
 */
record ErrorBody(String code, String text) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static ErrorBody read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      int length = Math.min(body.length, 400);
      return new ErrorBody("", Excerpt.of(new String(body, 0, length, StandardCharsets.UTF_8)));
    }
    JsonNode error = root.path("error");
    JsonNode holder = error.isObject() ? error : root;
    List<String> parts = new ArrayList<>();
    for (JsonNode part :
        List.of(
            holder.path("code"),
            holder.path("message"),
            holder.path("details"),
            error,
            root.path("msg"))) {
      String text = Excerpt.of(part.isTextual() ? part.asText() : "");
      if (!text.isEmpty() && !parts.contains(text)) {
        parts.add(text);
      }
    }
    return new ErrorBody(Excerpt.of(holder.path("code").asText("")), String.join(": ", parts));
  }
}
