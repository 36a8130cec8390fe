package dev.marketdata.kalshi.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.InputStream;

/**
 * The results that earlier slots hold. Needed only for settled markets that do not tell when they
 * settled, which Kalshi's OpenAPI document does not allow: a look into the storage for each.
 */
record KeptResults(ShardWriter shards) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Returns true if the newest earlier shard of a market has its result; false if in doubt. */
  boolean has(Ticker market) {
    try (InputStream shard = shards.earlierShard(Datasets.MARKETS.name(), market)) {
      if (shard == null) {
        return false;
      }
      JsonNode object = JSON.readTree(shard).path(Datasets.MARKETS.member());
      return MarketSelection.isSettled(object.path("status").asText());
    } catch (IOException e) {
      return false;
    }
  }
}
