package dev.marketdata.kalshi.storage;

import java.util.Set;

/**
 * A role of IAM. Source: Google, "IAM roles for Cloud Storage" and "Dataflow roles and
 * permissions".
 */
public enum StorageRole {
  OBJECT_CREATOR,
  OBJECT_VIEWER,
  OBJECT_USER,
  DATAFLOW_WORKER;

  /** Returns the permissions on objects and buckets. */
  Set<String> permissions() {
    return switch (this) {
      case OBJECT_CREATOR -> Set.of("storage.objects.create");
      case OBJECT_VIEWER -> Set.of("storage.objects.get", "storage.objects.list");
      case OBJECT_USER ->
          Set.of(
              "storage.objects.create",
              "storage.objects.delete",
              "storage.objects.get",
              "storage.objects.list",
              "storage.objects.update");
      case DATAFLOW_WORKER ->
          Set.of("storage.buckets.get", "storage.objects.create", "storage.objects.get");
    };
  }
}
