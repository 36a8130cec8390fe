package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.shards.Shard;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of creating a shard's object; one of the two is there.
 *
 * @param object what lies there now
 * @param failure why nothing does
 */
record Creation(@Nullable StoredObject object, @Nullable IOException failure) {

  static Creation of(ObjectStore store, Shard shard) {
    try {
      return new Creation(store.create(shard.path(), shard.bytes()), null);
    } catch (IOException e) {
      return new Creation(null, e);
    }
  }
}
