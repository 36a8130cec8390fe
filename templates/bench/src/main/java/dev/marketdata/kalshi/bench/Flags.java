package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The flags of the programs in this package, {@code --name=value}. */
record Flags(Map<String, String> values) {

  static final RunId RUN = new RunId(new Slot(Instant.EPOCH), "bench", Instant.EPOCH);

  static Flags of(String... args) {
    return new Flags(
        Arrays.stream(args)
            .map(arg -> arg.substring("--".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
  }

  String get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("--" + name + " is missing"));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Opens the store of {@code --output} and {@code --gcsEndpoint}, if given. */
  Optional<ObjectStore> store() {
    GcsEndpoint gcs = find("gcsEndpoint").map(GcsEndpoint::of).orElse(GcsEndpoint.GOOGLE);
    return find("output").map(output -> new OutputRoot(output, gcs).open(RUN));
  }
}
