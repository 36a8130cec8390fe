package dev.marketdata.kalshi.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All buckets and their objects. Each change, with its preconditions, is atomic. */
final class Buckets {

  private final Map<String, NavigableMap<String, StorageObject>> buckets = new HashMap<>();
  private final boolean dropContent;
  private long lastGeneration = 1_760_000_000_000_000L;

  /**
   * Creates an empty store.
   *
   * @param dropContent whether objects are stored without their bytes, except the files of runs
   */
  Buckets(boolean dropContent) {
    this.dropContent = dropContent;
  }

  synchronized boolean add(String bucket) {
    return buckets.putIfAbsent(bucket, new TreeMap<>()) == null;
  }

  synchronized boolean remove(String bucket) {
    return buckets.remove(bucket) != null;
  }

  synchronized boolean has(String bucket) {
    return buckets.containsKey(bucket);
  }

  synchronized boolean has(String bucket, String name) {
    return has(bucket) && buckets.getOrDefault(bucket, new TreeMap<>()).containsKey(name);
  }

  synchronized List<String> names() {
    return buckets.keySet().stream().sorted().toList();
  }

  synchronized StorageObject put(
      String bucket,
      String name,
      byte[] content,
      String contentType,
      Map<String, String> metadata,
      Preconditions conditions)
      throws StorageApiException {
    NavigableMap<String, StorageObject> objects = objects(bucket);
    conditions.check(Optional.ofNullable(objects.get(name)));
    StorageObject whole =
        StorageObject.of(bucket, name, ++lastGeneration, content, contentType, metadata);
    objects.put(name, dropContent && !name.startsWith("runs/") ? whole.withoutContent() : whole);
    return whole;
  }

  synchronized void check(String bucket, String name, Preconditions conditions)
      throws StorageApiException {
    conditions.check(Optional.ofNullable(objects(bucket).get(name)));
  }

  synchronized StorageObject patch(
      String bucket,
      String name,
      Optional<String> contentType,
      Map<String, String> metadata,
      Preconditions conditions)
      throws StorageApiException {
    StorageObject old = get(bucket, name, conditions);
    Map<String, String> merged = new TreeMap<>(old.metadata());
    merged.putAll(metadata);
    StorageObject changed = old.with(contentType.orElse(old.contentType()), merged);
    objects(bucket).put(name, changed);
    return changed;
  }

  synchronized StorageObject get(String bucket, String name, Preconditions conditions)
      throws StorageApiException {
    StorageObject object = objects(bucket).get(name);
    if (object == null || !conditions.isOfGeneration(object)) {
      throw new StorageApiException(404, "No such object: " + bucket + "/" + name);
    }
    conditions.check(Optional.of(object));
    return object;
  }

  synchronized void delete(String bucket, String name, Preconditions conditions)
      throws StorageApiException {
    StorageObject unused = get(bucket, name, conditions);
    objects(bucket).remove(name);
  }

  synchronized List<StorageObject> all(String bucket) throws StorageApiException {
    return new ArrayList<>(objects(bucket).values());
  }

  private NavigableMap<String, StorageObject> objects(String bucket) throws StorageApiException {
    NavigableMap<String, StorageObject> objects = buckets.get(bucket);
    if (objects == null) {
      throw new StorageApiException(404, "The specified bucket does not exist.");
    }
    return objects;
  }
}
