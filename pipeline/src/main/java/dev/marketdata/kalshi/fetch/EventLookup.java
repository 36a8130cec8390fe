package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import java.util.List;
import java.util.Set;

/**
 * Asks which of up to 200 names are events. Those are listed; the others are looked for among the
 * markets of the historical tier, so that an event wins over a past market of its name.
 */
final class EventLookup {

  private final ChunkFetch chunk;
  private final List<Want> wants;

  EventLookup(ChunkFetch chunk, List<Want> wants) {
    this.chunk = chunk;
    this.wants = wants;
  }

  void begin() {
    chunk.send(
        () ->
            chunk
                .client()
                .events(wants.stream().map(Want::name).distinct().toList(), chunk.ledger()),
        this::answered,
        this::failed);
  }

  private void answered(Set<String> events) {
    for (Want want : wants) {
      if (events.contains(want.name().value())) {
        Listing.ofKnownEvent(chunk, want).begin();
      } else {
        chunk.lookInHistory(want);
      }
    }
  }

  private void failed(KalshiException failure) {
    if (Batch.canBeHalved(wants, failure)) {
      Batch.halve(wants, half -> new EventLookup(chunk, half).begin());
    } else {
      wants.forEach(want -> chunk.failed(want, failure));
    }
  }
}
