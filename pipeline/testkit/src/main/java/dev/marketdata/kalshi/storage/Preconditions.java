package dev.marketdata.kalshi.storage;

import java.util.Optional;

/**
 * What a request demands of the object it finds; generation 0 stands for an absent one.
 *
 * @param generation the one version that is asked for
 * @param match what its generation must be
 * @param notMatch what its generation must not be
 * @param metaMatch what its metageneration must be
 */
record Preconditions(
    Optional<Long> generation,
    Optional<Long> match,
    Optional<Long> notMatch,
    Optional<Long> metaMatch) {

  static final Preconditions NONE =
      new Preconditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static Preconditions of(StorageRequest request) {
    return new Preconditions(
        number(request, "generation"),
        number(request, "ifGenerationMatch"),
        number(request, "ifGenerationNotMatch"),
        number(request, "ifMetagenerationMatch"));
  }

  /** Those on the source of a rewrite. */
  static Preconditions ofSource(StorageRequest request) {
    return new Preconditions(
        number(request, "sourceGeneration"),
        number(request, "ifSourceGenerationMatch"),
        number(request, "ifSourceGenerationNotMatch"),
        number(request, "ifSourceMetagenerationMatch"));
  }

  private static Optional<Long> number(StorageRequest request, String name) {
    return request.parameter(name).map(Long::valueOf);
  }

  boolean isOfGeneration(KeptObject object) {
    return generation.isEmpty() || generation.get() == object.generation();
  }

  void check(Optional<KeptObject> found) throws StorageRefusal {
    long there = found.map(KeptObject::generation).orElse(0L);
    long meta = found.map(KeptObject::metageneration).orElse(0L);
    if ((match.isPresent() && match.get() != there)
        || (notMatch.isPresent() && notMatch.get() == there)
        || (metaMatch.isPresent() && metaMatch.get() != meta)) {
      throw new StorageRefusal(
          412, "At least one of the pre-conditions you specified did not hold.");
    }
  }
}
