package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All there is in the project, by name, with the policies on it. */
final class Resources {

  private final Map<String, ObjectNode> byName = new TreeMap<>();
  private final Map<String, JsonNode> policies = new TreeMap<>();

  boolean has(String name) {
    return byName.containsKey(name);
  }

  @Nullable ObjectNode get(String name) {
    return byName.get(name);
  }

  /** Returns the names that begin so, in order. */
  List<String> names(String prefix) {
    return byName.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  void put(String name, ObjectNode resource) {
    byName.put(name, resource);
  }

  /** Puts new fields into what is there, and returns it. */
  ObjectNode merge(String name, ObjectNode changes) {
    ObjectNode there = Objects.requireNonNull(byName.get(name));
    changes.properties().forEach(field -> there.set(field.getKey(), field.getValue()));
    return there;
  }

  /** Removes it with all below it; null if it is not there. */
  @Nullable ObjectNode remove(String name) {
    byName.keySet().removeIf(key -> key.startsWith(name + "/"));
    policies.remove(name);
    return byName.remove(name);
  }

  /** Returns the policies by the name of their resource, to be read and changed. */
  Map<String, JsonNode> policies() {
    return policies;
  }
}
