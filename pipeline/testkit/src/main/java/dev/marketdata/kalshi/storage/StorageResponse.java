package dev.marketdata.kalshi.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A response before it is sent. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StorageResponse(int status, Map<String, String> headers, byte[] body) {

  static StorageResponse json(JsonNode body) {
    return json(200, body);
  }

  static StorageResponse empty(int status) {
    return new StorageResponse(status, Map.of(), new byte[0]);
  }

  /** Returns an error in the format of Google's APIs. */
  static StorageResponse error(int status, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode error = json.putObject("error").put("code", status).put("message", message);
    error
        .putArray("errors")
        .addObject()
        .put("message", message)
        .put("domain", "global")
        .put("reason", reason(status));
    return json(status, json);
  }

  private static StorageResponse json(int status, JsonNode body) {
    return new StorageResponse(
        status,
        Map.of("Content-Type", "application/json; charset=UTF-8"),
        body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String reason(int status) {
    return switch (status) {
      case 400 -> "invalid";
      case 401 -> "required";
      case 403 -> "forbidden";
      case 404 -> "notFound";
      case 409 -> "conflict";
      case 412 -> "conditionNotMet";
      case 429 -> "rateLimitExceeded";
      case 503 -> "backendError";
      default -> "internalError";
    };
  }

  StorageResponse with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new StorageResponse(status, more, body);
  }
}
