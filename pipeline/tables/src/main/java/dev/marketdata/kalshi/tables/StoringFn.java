package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.ObjectStore;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/**
 * A function that creates objects under the output root. Its store is not closed, because it shares
 * a folder with those of other threads: {@link TablesPipeline#cleanUp} does that.
 */
abstract class StoringFn<A, B> extends DoFn<A, B> {

  private final TablesSettings settings;
  private transient @Nullable ObjectStore store;

  StoringFn(TablesSettings settings) {
    this.settings = settings;
  }

  TablesSettings settings() {
    return settings;
  }

  ObjectStore store() {
    return Objects.requireNonNull(store);
  }

  @Setup
  public void open() {
    store = settings.output().open(settings.id());
  }
}
