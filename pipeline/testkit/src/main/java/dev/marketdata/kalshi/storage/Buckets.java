package dev.marketdata.kalshi.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** All buckets and their objects. Each change is one step, preconditions and all. */
final class Buckets {

  private final Map<String, NavigableMap<String, KeptObject>> buckets = new HashMap<>();
  private final boolean forgetful;
  private long lastGeneration = 1_760_000_000_000_000L;

  /**
   * Keeps objects.
   *
   * @param forgetful whether their bytes are dropped once they are counted, but for the files of
   *     runs
   */
  Buckets(boolean forgetful) {
    this.forgetful = forgetful;
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

  synchronized List<String> names() {
    return buckets.keySet().stream().sorted().toList();
  }

  synchronized KeptObject put(
      String bucket,
      String name,
      byte[] content,
      String contentType,
      Map<String, String> metadata,
      Preconditions conditions)
      throws StorageRefusal {
    NavigableMap<String, KeptObject> objects = objects(bucket);
    conditions.check(Optional.ofNullable(objects.get(name)));
    KeptObject whole =
        KeptObject.of(bucket, name, ++lastGeneration, content, contentType, metadata);
    objects.put(name, forgetful && !name.startsWith("runs/") ? whole.forgotten() : whole);
    return whole;
  }

  synchronized void check(String bucket, String name, Preconditions conditions)
      throws StorageRefusal {
    conditions.check(Optional.ofNullable(objects(bucket).get(name)));
  }

  synchronized KeptObject patch(
      String bucket,
      String name,
      Optional<String> contentType,
      Map<String, String> metadata,
      Preconditions conditions)
      throws StorageRefusal {
    KeptObject old = get(bucket, name, conditions);
    Map<String, String> merged = new TreeMap<>(old.metadata());
    merged.putAll(metadata);
    KeptObject changed = old.with(contentType.orElse(old.contentType()), merged);
    objects(bucket).put(name, changed);
    return changed;
  }

  synchronized KeptObject get(String bucket, String name, Preconditions conditions)
      throws StorageRefusal {
    KeptObject object = objects(bucket).get(name);
    if (object == null || !conditions.isOfGeneration(object)) {
      throw new StorageRefusal(404, "No such object: " + bucket + "/" + name);
    }
    conditions.check(Optional.of(object));
    return object;
  }

  synchronized void delete(String bucket, String name, Preconditions conditions)
      throws StorageRefusal {
    KeptObject unused = get(bucket, name, conditions);
    objects(bucket).remove(name);
  }

  synchronized List<KeptObject> all(String bucket) throws StorageRefusal {
    return new ArrayList<>(objects(bucket).values());
  }

  private NavigableMap<String, KeptObject> objects(String bucket) throws StorageRefusal {
    NavigableMap<String, KeptObject> objects = buckets.get(bucket);
    if (objects == null) {
      throw new StorageRefusal(404, "The specified bucket does not exist.");
    }
    return objects;
  }
}
