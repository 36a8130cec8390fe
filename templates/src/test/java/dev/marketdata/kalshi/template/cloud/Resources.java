package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The resources of the project by name, and their IAM policies. */
final class Resources {

  private final Map<String, ObjectNode> byName = new TreeMap<>();
  private final Map<String, JsonNode> policies = new TreeMap<>();

  boolean has(String name) {
    return byName.containsKey(name);
  }

  @Nullable ObjectNode get(String name) {
    return byName.get(name);
  }

  /** Returns the names with this prefix, in order. */
  List<String> names(String prefix) {
    return byName.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  void put(String name, ObjectNode resource) {
    byName.put(name, resource);
  }

  /** Sets fields of an existing resource, and returns the resource. */
  ObjectNode merge(String name, ObjectNode changes) {
    ObjectNode resource = Objects.requireNonNull(byName.get(name));
    changes.properties().forEach(field -> resource.set(field.getKey(), field.getValue()));
    return resource;
  }

  /** Removes a resource and its children; returns null if it does not exist. */
  @Nullable ObjectNode remove(String name) {
    byName.keySet().removeIf(key -> key.startsWith(name + "/"));
    policies.remove(name);
    return byName.remove(name);
  }

  /** Returns the policies by resource name; callers may change the map. */
  Map<String, JsonNode> policies() {
    return policies;
  }
}
