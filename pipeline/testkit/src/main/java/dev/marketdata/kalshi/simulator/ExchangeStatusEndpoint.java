package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.Optional;

/** The status of the exchange, which is available during maintenance too. */
final class ExchangeStatusEndpoint {
  private ExchangeStatusEndpoint() {}

  /** Returns the status; during maintenance with the expected time of its end. */
  static SimulatedResponse status(Optional<Instant> resumes) {
    boolean active = resumes.isEmpty();
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("exchange_active", active);
          json.writeFieldName("exchange_estimated_resume_time");
          if (resumes.isPresent()) {
            json.writeString(resumes.get().toString());
          } else {
            json.writeNull();
          }
          json.writeArrayFieldStart("exchange_index_statuses");
          json.writeStartObject();
          json.writeStringField("description", "Default");
          json.writeBooleanField("exchange_active", active);
          json.writeNumberField("exchange_index", 0);
          json.writeBooleanField("intra_exchange_transfers_active", active);
          json.writeBooleanField("trading_active", active);
          json.writeEndObject();
          json.writeEndArray();
          json.writeBooleanField("intra_exchange_transfers_active", active);
          json.writeBooleanField("trading_active", active);
          json.writeEndObject();
        });
  }
}
