package dev.marketdata.kalshi.storage;

import java.util.Optional;

/**
 * The preconditions of a request; generation 0 means that the object must not exist.
 *
 * @param generation the requested version
 * @param match the required generation
 * @param notMatch a generation that the object must not have
 * @param metaMatch the required metageneration
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

  /** Returns the preconditions of the source object of a rewrite. */
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

  boolean isOfGeneration(StorageObject object) {
    return generation.isEmpty() || generation.get() == object.generation();
  }

  void check(Optional<StorageObject> found) throws StorageApiException {
    long current = found.map(StorageObject::generation).orElse(0L);
    long meta = found.map(StorageObject::metageneration).orElse(0L);
    if ((match.isPresent() && match.get() != current)
        || (notMatch.isPresent() && notMatch.get() == current)
        || (metaMatch.isPresent() && metaMatch.get() != meta)) {
      throw new StorageApiException(
          412, "At least one of the pre-conditions you specified did not hold.");
    }
  }
}
