package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response before it is sent: status, headers and body. */
final class SimulatedResponse {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private SimulatedResponse(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
  }

  static SimulatedResponse of(int status, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    return new SimulatedResponse(status, headers, body);
  }

  static SimulatedResponse json(int status, byte[] body) {
    return of(status, "application/json", body);
  }

  static SimulatedResponse json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static SimulatedResponse ok(Json.Writer writer) {
    return json(200, Json.bytes(writer));
  }

  SimulatedResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new SimulatedResponse(status, more, body);
  }

  SimulatedResponse withBody(byte[] newBody) {
    return new SimulatedResponse(status, headers, newBody);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
