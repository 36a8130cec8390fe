package dev.marketdata.kalshi.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Handles requests for objects and buckets, except uploads and batches. */
final class StorageApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final int MAX_PAGE = 1_000;
  private static final String ANY_TYPE = "application/octet-stream";

  private final Buckets buckets;
  private final Permissions permissions;
  private final String root;

  StorageApi(Buckets buckets, Permissions permissions, String root) {
    this.buckets = buckets;
    this.permissions = permissions;
    this.root = root;
  }

  StorageResponse respond(StorageRequest request) throws StorageApiException {
    return switch (request.kind()) {
      case GET -> StorageResponse.json(object(request).toJson(root));
      case MEDIA -> media(request);
      case LIST -> StorageResponse.json(list(request));
      case PATCH -> patch(request);
      case COMPOSE -> compose(request);
      case REWRITE -> rewrite(request);
      case DELETE -> {
        buckets.delete(request.bucket(), request.object(), Preconditions.of(request));
        yield StorageResponse.empty(204);
      }
      case BUCKET -> bucket(request);
      default -> throw new StorageApiException(404, "Not Found");
    };
  }

  private StorageObject object(StorageRequest request) throws StorageApiException {
    return buckets.get(request.bucket(), request.object(), Preconditions.of(request));
  }

  private StorageResponse media(StorageRequest request) throws StorageApiException {
    StorageObject object = object(request);
    byte[] content = object.content();
    Matcher range = RANGE.matcher(request.header("range").orElse(""));
    if (!range.find()) {
      return withHeaders(object, new StorageResponse(200, Map.of(), content));
    }
    int from = bound(range.group(1), 0);
    int to = Math.min(bound(range.group(2), content.length - 1), content.length - 1);
    if (range.group(1).isEmpty()) {
      from = Math.max(0, content.length - bound(range.group(2), 0));
      to = content.length - 1;
    }
    if (from >= content.length) {
      throw new StorageApiException(416, "The requested range cannot be satisfied.");
    }
    return withHeaders(
            object, new StorageResponse(206, Map.of(), Arrays.copyOfRange(content, from, to + 1)))
        .with("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
  }

  private static int bound(String text, int defaultValue) {
    return text.isEmpty() ? defaultValue : (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE);
  }

  private static StorageResponse withHeaders(StorageObject object, StorageResponse response) {
    return response
        .with("Content-Type", object.contentType())
        .with("ETag", object.etag())
        .with("x-goog-generation", Long.toString(object.generation()))
        .with("x-goog-metageneration", Long.toString(object.metageneration()))
        .with("x-goog-storage-class", "STANDARD")
        .with("x-goog-stored-content-encoding", "identity")
        .with("x-goog-stored-content-length", Long.toString(object.size()))
        .with("x-goog-hash", "crc32c=" + object.crc32c() + ",md5=" + object.md5());
  }

  private ObjectNode list(StorageRequest request) throws StorageApiException {
    String prefix = request.parameter("prefix").orElse("");
    Pattern glob = Names.glob(request.parameter("matchGlob").orElse("**"));
    String delimiter = request.parameter("delimiter").orElse("");
    String after = request.parameter("pageToken").orElse("");
    int limit =
        Math.min(request.parameter("maxResults").map(Integer::valueOf).orElse(MAX_PAGE), MAX_PAGE);
    ObjectNode page = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    TreeSet<String> folders = new TreeSet<>();
    String last = "";
    for (StorageObject object : buckets.all(request.bucket())) {
      String entry = entry(object.name(), prefix, delimiter);
      if (!object.name().startsWith(prefix)
          || !glob.matcher(object.name()).matches()
          || entry.compareTo(after) <= 0
          || folders.contains(entry)) {
        continue;
      }
      if (items.size() + folders.size() == limit) {
        page.put("nextPageToken", last);
        break;
      }
      if (entry.equals(object.name())) {
        items.add(object.toJson(root));
      } else {
        folders.add(entry);
      }
      last = entry;
    }
    if (!items.isEmpty()) {
      page.set("items", items);
    }
    if (!folders.isEmpty()) {
      ArrayNode prefixes = page.putArray("prefixes");
      folders.forEach(prefixes::add);
    }
    return page;
  }

  /** Returns the entry of a list for a name: the name, or its folder. */
  private static String entry(String name, String prefix, String delimiter) {
    int end =
        delimiter.isEmpty() || !name.startsWith(prefix)
            ? -1
            : name.indexOf(delimiter, prefix.length());
    return end < 0 ? name : name.substring(0, end + delimiter.length());
  }

  private StorageResponse patch(StorageRequest request) throws StorageApiException {
    JsonNode body = json(request.body());
    return StorageResponse.json(
        buckets
            .patch(
                request.bucket(),
                request.object(),
                Optional.ofNullable(body.get("contentType")).map(JsonNode::asText),
                metadata(body),
                Preconditions.of(request))
            .toJson(root));
  }

  private StorageResponse compose(StorageRequest request) throws StorageApiException {
    JsonNode body = json(request.body());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (JsonNode source : body.path("sourceObjects")) {
      Optional<Long> generation =
          source.has("generation")
              ? Optional.of(source.get("generation").asLong())
              : Optional.empty();
      whole.writeBytes(
          buckets
              .get(
                  request.bucket(),
                  source.path("name").asText(),
                  new Preconditions(
                      generation, Optional.empty(), Optional.empty(), Optional.empty()))
              .content());
    }
    JsonNode destination = body.path("destination");
    return StorageResponse.json(
        buckets
            .put(
                request.bucket(),
                request.object(),
                whole.toByteArray(),
                destination.path("contentType").asText(ANY_TYPE),
                metadata(destination),
                Preconditions.of(request))
            .toJson(root));
  }

  private StorageResponse rewrite(StorageRequest request) throws StorageApiException {
    if (request.path().size() < 9) {
      throw new StorageApiException(400, "a destination is needed");
    }
    StorageObject source =
        buckets.get(request.bucket(), request.object(), Preconditions.ofSource(request));
    JsonNode body = json(request.body());
    StorageObject copy =
        buckets.put(
            request.path().get(6),
            request.path().get(8),
            source.content(),
            body.path("contentType").asText(source.contentType()),
            body.has("metadata") ? metadata(body) : source.metadata(),
            Preconditions.of(request));
    if (request.path().get(4).equals("copyTo")) {
      return StorageResponse.json(copy.toJson(root));
    }
    ObjectNode done =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#rewriteResponse")
            .put("totalBytesRewritten", Long.toString(copy.size()))
            .put("objectSize", Long.toString(copy.size()))
            .put("done", true);
    done.set("resource", copy.toJson(root));
    return StorageResponse.json(done);
  }

  private StorageResponse bucket(StorageRequest request) throws StorageApiException {
    if (request.path().size() == 1) {
      if (!request.method().equals("POST")) {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("kind", "storage#buckets");
        ArrayNode items = all.putArray("items");
        buckets.names().forEach(name -> items.add(bucketJson(name)));
        return StorageResponse.json(all);
      }
      String name = json(request.body()).path("name").asText();
      if (!buckets.add(name)) {
        throw new StorageApiException(
            409, "Your previous request to create the named bucket succeeded");
      }
      return StorageResponse.json(bucketJson(name));
    }
    if (!buckets.has(request.bucket())) {
      throw new StorageApiException(404, "The specified bucket does not exist.");
    }
    if (request.isForPermissions()) {
      // Only the last permission of the request is read.
      ObjectNode held =
          JsonNodeFactory.instance.objectNode().put("kind", "storage#testIamPermissionsResponse");
      request
          .parameter("permissions")
          .filter(permission -> permissions.has(request.bucket(), permission))
          .ifPresent(permission -> held.putArray("permissions").add(permission));
      return StorageResponse.json(held);
    }
    if (request.method().equals("DELETE")) {
      if (!buckets.all(request.bucket()).isEmpty()) {
        throw new StorageApiException(409, "The bucket you tried to delete is not empty.");
      }
      buckets.remove(request.bucket());
      return StorageResponse.empty(204);
    }
    return StorageResponse.json(bucketJson(request.bucket()));
  }

  private ObjectNode bucketJson(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "storage#bucket")
        .put("id", name)
        .put("selfLink", root + "/storage/v1/b/" + name)
        .put("name", name)
        .put("location", "US-CENTRAL1")
        .put("locationType", "region")
        .put("storageClass", "STANDARD")
        .put("projectNumber", "1")
        .put("metageneration", "1")
        .put("etag", "1");
  }

  static JsonNode json(byte[] body) throws StorageApiException {
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new StorageApiException(400, "Parse Error");
    }
  }

  static Map<String, String> metadata(JsonNode resource) {
    Map<String, String> metadata = new TreeMap<>();
    resource
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    return metadata;
  }
}
