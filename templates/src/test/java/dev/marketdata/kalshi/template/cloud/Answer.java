package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** What is sent back: JSON, or the bytes of an object. */
@SuppressWarnings("ArrayRecordComponent") // sent, never compared
record Answer(int status, byte[] body) {

  static final Answer NOTHING = new Answer(204, new byte[0]);

  static Answer ok(JsonNode body) {
    return new Answer(200, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Answer notFound(String what) {
    return refuse(404, "NOT_FOUND", what + " not found");
  }

  static Answer refuse(int code, String status, String message) {
    ObjectNode answer = FakeGoogleCloud.JSON.createObjectNode();
    answer.putObject("error").put("code", code).put("message", message).put("status", status);
    return new Answer(code, answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with an operation that has ended already. */
  static Answer done(ObjectNode response) {
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
