package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Tier;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The wanted markets of one answer of Kalshi. A page is what travels: an element must be worth a
 * bundle.
 *
 * @param dataset what the objects are
 * @param tier which of Kalshi's tiers answered
 * @param requestedAt when the request was sent
 * @param receivedAt when the last byte had come
 * @param body the answer's bytes, not to be changed
 * @param snapshots where in them the wanted objects lie
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares the bytes
public record MarketPage(
    Dataset dataset,
    Tier tier,
    Instant requestedAt,
    Instant receivedAt,
    byte[] body,
    List<MarketSnapshot> snapshots)
    implements Serializable {

  @Override
  public boolean equals(Object other) {
    return other instanceof MarketPage page
        && dataset == page.dataset
        && tier == page.tier
        && requestedAt.equals(page.requestedAt)
        && receivedAt.equals(page.receivedAt)
        && Arrays.equals(body, page.body)
        && snapshots.equals(page.snapshots);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dataset, tier, requestedAt, receivedAt, Arrays.hashCode(body), snapshots);
  }
}
