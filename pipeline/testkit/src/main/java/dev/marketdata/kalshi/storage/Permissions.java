package dev.marketdata.kalshi.storage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the caller may do in each bucket; everything in a bucket without roles. An upload that could
 * overwrite an object requires the permission to delete it. Source: Google, "IAM permissions for
 * JSON methods".
 */
final class Permissions {

  private static final String CREATE = "storage.objects.create";
  private static final String DELETE = "storage.objects.delete";
  private static final String GET = "storage.objects.get";

  private final Buckets buckets;
  private final Map<String, Set<String>> byBucket = new ConcurrentHashMap<>();

  Permissions(Buckets buckets) {
    this.buckets = buckets;
  }

  void grant(String bucket, List<StorageRole> roles) {
    byBucket.put(
        bucket,
        roles.stream()
            .flatMap(role -> role.permissions().stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean has(String bucket, String permission) {
    Set<String> granted = byBucket.get(bucket);
    return granted == null || granted.contains(permission);
  }

  /**
   * Checks the permissions of a request, before its preconditions. Others may create the object
   * between the two checks.
   *
   * @throws StorageApiException with status 403 if one is missing
   */
  void check(StorageRequest request) throws StorageApiException {
    String bucket = request.bucket();
    switch (request.kind()) {
      case INSERT, UPLOAD_START -> checkCreate(request, bucket, request.object());
      case GET, MEDIA -> check(bucket, GET);
      case LIST -> check(bucket, "storage.objects.list");
      case PATCH -> check(bucket, "storage.objects.update");
      case DELETE -> check(bucket, DELETE);
      case COMPOSE -> {
        check(bucket, GET);
        checkCreate(request, bucket, request.object());
      }
      case REWRITE -> {
        check(bucket, GET);
        if (request.path().size() > 8) {
          checkCreate(request, request.path().get(6), request.path().get(8));
        }
      }
      case BUCKET -> {
        if (!request.isForPermissions()) {
          check(
              bucket,
              switch (request.method()) {
                case "GET" -> "storage.buckets.get";
                case "DELETE" -> "storage.buckets.delete";
                default -> "storage.buckets.update";
              });
        }
      }
      // A piece belongs to an upload that was permitted; the parts of a batch are checked alone.
      case UPLOAD_PIECE, BATCH, UNKNOWN -> {}
    }
  }

  /**
   * Checks the permissions for a new object. If the object is to replace a generation, the service
   * is known to require the permission to delete only where there is an object. This server
   * requires it in any case: a caller must be prepared for both.
   */
  private void checkCreate(StorageRequest request, String bucket, String name)
      throws StorageApiException {
    Preconditions conditions = Preconditions.of(request);
    boolean onlyIfAbsent = conditions.match().filter(match -> match == 0).isPresent();
    boolean replaces = conditions.match().isPresent() || buckets.has(bucket, name);
    if (!onlyIfAbsent && replaces) {
      check(bucket, DELETE);
    }
    check(bucket, CREATE);
  }

  private void check(String bucket, String permission) throws StorageApiException {
    if (!has(bucket, permission)) {
      String kind = permission.startsWith("storage.objects") ? "object" : "bucket";
      throw new StorageApiException(
          403,
          "worker@project.iam.gserviceaccount.com does not have "
              + permission
              + " access to the Google Cloud Storage "
              + kind
              + ".");
    }
  }
}
