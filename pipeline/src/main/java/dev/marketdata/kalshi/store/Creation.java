package dev.marketdata.kalshi.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of creating a shard's object; one of object and failure is there.
 *
 * @param path where it was to lie under the output root
 * @param object what lies there now
 * @param failure why nothing does
 */
record Creation(String path, @Nullable StoredObject object, @Nullable IOException failure) {

  static Creation of(ObjectStore store, Shard shard) {
    try {
      return new Creation(shard.path(), store.create(shard.path(), shard.bytes()), null);
    } catch (IOException e) {
      return new Creation(shard.path(), null, e);
    }
  }
}
