package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The rate limits of the account, and the token costs of endpoints. */
final class AccountEndpoints {
  private final String tier;
  private final RateLimit read;
  private final EndpointCosts costs;

  AccountEndpoints(String tier, RateLimit read, EndpointCosts costs) {
    this.tier = tier;
    this.read = read;
    this.costs = costs;
  }

  SimulatedResponse limits() {
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("grants");
          json.writeEndArray();
          writeBucket("read", (long) read.tokensPerSecond(), (long) read.capacity(), json);
          json.writeStringField("usage_tier", tier);
          writeBucket("write", 100, 100, json);
          json.writeEndObject();
        });
  }

  SimulatedResponse costs() {
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeNumberField("default_cost", EndpointCosts.DEFAULT);
          json.writeArrayFieldStart("endpoint_costs");
          for (EndpointCosts.Cost cost : costs.list()) {
            json.writeStartObject();
            json.writeNumberField("cost", cost.tokens());
            json.writeStringField("method", cost.method());
            json.writeStringField("path", cost.path());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void writeBucket(String name, long rate, long capacity, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("bucket_capacity", capacity);
    json.writeNumberField("refill_rate", rate);
    json.writeEndObject();
  }
}
