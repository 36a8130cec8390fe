package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A response: JSON, or the bytes of an object. */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
record FakeResponse(int status, byte[] body) {

  static final FakeResponse NO_CONTENT = new FakeResponse(204, new byte[0]);

  static FakeResponse ok(JsonNode body) {
    return new FakeResponse(200, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  static FakeResponse notFound(String what) {
    return error(404, "NOT_FOUND", what + " not found");
  }

  static FakeResponse error(int code, String status, String message) {
    ObjectNode response = FakeGoogleCloud.JSON.createObjectNode();
    response.putObject("error").put("code", code).put("message", message).put("status", status);
    return new FakeResponse(code, response.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns an operation that is already done. */
  static FakeResponse done(ObjectNode response) {
    String location = response.path("name").asText().replaceFirst("(/locations/[^/]+)/.*", "$1");
    ObjectNode operation =
        FakeGoogleCloud.JSON
            .createObjectNode()
            .put("name", location + "/operations/1")
            .put("done", true);
    operation.set("response", response);
    return ok(operation);
  }
}
