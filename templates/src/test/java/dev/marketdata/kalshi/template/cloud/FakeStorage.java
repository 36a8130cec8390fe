package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Cloud Storage. Buckets are resources named {@code b/NAME}. */
final class FakeStorage implements FakeService {

  /** A bucket that belongs to another project. */
  static final String FOREIGN = "kalshi-foreign";

  private static final String BUCKETS = "/storage/v1/b";
  private static final Pattern BUCKET = Pattern.compile(BUCKETS + "/([^/]+)");
  private static final Pattern PART = Pattern.compile(BUCKETS + "/[^/]+/([A-Za-z]+)");
  private static final Pattern OBJECTS = Pattern.compile(BUCKETS + "/([^/]+)/o");
  private static final Pattern OBJECT =
      Pattern.compile("(?:/download)?" + BUCKETS + "/([^/]+)/o/(.+)");
  private static final Pattern UPLOAD = Pattern.compile("/upload" + BUCKETS + "/([^/]+)/o");

  private final Resources resources;
  private final String url;
  private final Map<String, byte[]> objects = new TreeMap<>();

  FakeStorage(Resources resources, String url) {
    this.resources = resources;
    this.url = url;
  }

  List<String> objectNames(String prefix) {
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** Puts an object at {@code bucket/name}. */
  void put(String path, String content) {
    objects.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    if (call.path().equals(BUCKETS)) {
      return createBucket((ObjectNode) call.json());
    }
    Matcher matcher = BUCKET.matcher(call.path());
    if (matcher.matches()) {
      return bucket(call, matcher.group(1));
    }
    matcher = UPLOAD.matcher(call.path());
    if (matcher.matches()) {
      return resources.has("b/" + matcher.group(1)) ? upload(matcher.group(1), call) : noBucket();
    }
    matcher = OBJECTS.matcher(call.path());
    if (matcher.matches()) {
      return resources.has("b/" + matcher.group(1))
          ? list(matcher.group(1), call.query())
          : noBucket();
    }
    matcher = OBJECT.matcher(call.path());
    if (matcher.matches()) {
      return object(call, matcher.group(1), matcher.group(2));
    }
    matcher = PART.matcher(call.path());
    return matcher.matches() ? part(matcher.group(1)) : null;
  }

  /** Returns the parts of a bucket that gcloud requests before it lists or deletes objects. */
  private static @Nullable FakeResponse part(String name) {
    return switch (name) {
      case "storageLayout" ->
          FakeResponse.ok(
              FakeGoogleCloud.JSON.createObjectNode().put("kind", "storage#storageLayout"));
      case "managedFolders" ->
          FakeResponse.ok(
              FakeGoogleCloud.JSON
                  .createObjectNode()
                  .set("items", FakeGoogleCloud.JSON.createArrayNode()));
      default -> null;
    };
  }

  private static FakeResponse noBucket() {
    return FakeResponse.error(404, "NOT_FOUND", "The specified bucket does not exist.");
  }

  private FakeResponse createBucket(ObjectNode bucket) {
    String name = bucket.path("name").asText();
    if (resources.has("b/" + name)) {
      return FakeResponse.error(409, "ALREADY_EXISTS", "the bucket already exists");
    }
    bucket.put("kind", "storage#bucket").put("id", name).put("metageneration", "1");
    resources.put("b/" + name, bucket);
    return FakeResponse.ok(bucket);
  }

  private FakeResponse bucket(Call call, String name) {
    if (name.equals(FOREIGN)) {
      return FakeResponse.error(
          403,
          "PERMISSION_DENIED",
          "me@example.com does not have storage.buckets.get access to the Google Cloud Storage"
              + " bucket.");
    }
    ObjectNode bucket = resources.get("b/" + name);
    if (bucket == null) {
      return noBucket();
    }
    return switch (call.method()) {
      case "PATCH" -> FakeResponse.ok(resources.merge("b/" + name, (ObjectNode) call.json()));
      case "DELETE" -> {
        resources.remove("b/" + name);
        yield FakeResponse.NO_CONTENT;
      }
      default -> FakeResponse.ok(bucket);
    };
  }

  private FakeResponse upload(String bucket, Call call) {
    String boundary =
        "--" + call.contentType().replaceFirst(".*boundary=", "").replaceAll("['\"]", "");
    String[] parts = call.body().split(Pattern.quote(boundary), -1);
    String name = call.query().getOrDefault("name", json(content(parts[1])).path("name").asText());
    objects.put(bucket + "/" + name, content(parts[2]).getBytes(StandardCharsets.ISO_8859_1));
    return FakeResponse.ok(describe(bucket, name));
  }

  private static JsonNode json(String text) {
    try {
      return FakeGoogleCloud.JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a part: after the blank line, without the last line break. */
  private static String content(String part) {
    String lines = part.replaceFirst("(?s)^.*?\r?\n\r?\n", "");
    return lines.replaceFirst("\r?\n$", "");
  }

  private FakeResponse list(String bucket, Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    ArrayNode items = FakeGoogleCloud.JSON.createArrayNode();
    Set<String> prefixes = new TreeSet<>();
    for (String path : objectNames(bucket + "/" + prefix)) {
      String name = path.substring(bucket.length() + 1);
      int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      if (end >= 0) {
        prefixes.add(name.substring(0, end + 1));
      } else {
        items.add(describe(bucket, name));
      }
    }
    ObjectNode response = FakeGoogleCloud.JSON.createObjectNode().put("kind", "storage#objects");
    response.set("items", items);
    response.set("prefixes", FakeGoogleCloud.JSON.valueToTree(prefixes));
    return FakeResponse.ok(response);
  }

  private FakeResponse object(Call call, String bucket, String name) {
    byte[] content = objects.get(bucket + "/" + name);
    if (content == null) {
      return FakeResponse.error(404, "NOT_FOUND", "No such object: " + bucket + "/" + name);
    }
    if (call.method().equals("DELETE")) {
      objects.remove(bucket + "/" + name);
      return FakeResponse.NO_CONTENT;
    }
    return "media".equals(call.query().get("alt"))
        ? new FakeResponse(200, content)
        : FakeResponse.ok(describe(bucket, name));
  }

  private ObjectNode describe(String bucket, String name) {
    byte[] content = objects.getOrDefault(bucket + "/" + name, new byte[0]);
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] sum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return FakeGoogleCloud.JSON
        .createObjectNode()
        .put("kind", "storage#object")
        .put("id", bucket + "/" + name + "/1")
        .put("bucket", bucket)
        .put("name", name)
        .put("generation", "1")
        .put("metageneration", "1")
        .put("size", String.valueOf(content.length))
        .put("md5Hash", Base64.getEncoder().encodeToString(md5(content)))
        .put("crc32c", Base64.getEncoder().encodeToString(sum))
        .put("mediaLink", url + "download/storage/v1/b/" + bucket + "/o/" + encoded + "?alt=media");
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
