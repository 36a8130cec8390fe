package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * As much of Google Cloud's JSON APIs as {@code gcloud} asks for in the scripts: it keeps what is
 * created, refuses to create it twice, does not know what is not there, and remembers every call.
 */
final class FakeGoogleCloud implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern BUCKETS = Pattern.compile("/storage/v1/b");
  private static final Pattern BUCKET = Pattern.compile("/storage/v1/b/([^/]+)");
  private static final Pattern BUCKET_POLICY = Pattern.compile("/storage/v1/b/([^/]+)/iam");
  private static final Pattern OBJECTS = Pattern.compile("/storage/v1/b/([^/]+)/o");
  private static final Pattern OBJECT =
      Pattern.compile("/(?:download/)?storage/v1/b/([^/]+)/o/(.+)");
  private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
  private static final Pattern RESOURCE = Pattern.compile("/v[0-9a-z]+/(.+?)(?::([A-Za-z]+))?");
  private static final Pattern EMAIL_OWNER = Pattern.compile("serviceAccount:(.+)");

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-google-cloud");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, ObjectNode> resources = new TreeMap<>();
  private final Map<String, JsonNode> policies = new TreeMap<>();
  private final Map<String, byte[]> objects = new TreeMap<>();
  private int lastNumber;

  /** One request. */
  record Call(String method, String path, Map<String, String> query, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // sent, never compared
  private record Answer(int status, byte[] body) {}

  FakeGoogleCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Returns the calls so far whose method and path are as said, the path as a pattern. */
  synchronized List<Call> calls(String method, String path) {
    return calls.stream()
        .filter(call -> call.method.equals(method) && call.path.matches(path))
        .toList();
  }

  /** Returns what is there under a name, such as {@code projects/p/secrets/s}. */
  synchronized @Nullable JsonNode resource(String name) {
    JsonNode found = resources.get(name);
    return found == null ? null : found.deepCopy();
  }

  /** Returns the names of all there is that begin so. */
  synchronized List<String> names(String prefix) {
    return resources.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** Returns the content of {@code bucket/name}, null if there is none. */
  synchronized byte @Nullable [] object(String path) {
    return objects.get(path);
  }

  synchronized List<String> objectNames(String prefix) {
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  synchronized void put(String path, String content) {
    objects.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns every grant as {@code resource role member}, one as often as it stands there. */
  synchronized List<String> grants() {
    List<String> grants = new ArrayList<>();
    policies.forEach(
        (resource, policy) -> {
          for (JsonNode binding : policy.path("bindings")) {
            for (JsonNode member : binding.path("members")) {
              grants.add(resource + " " + binding.path("role").asText() + " " + member.asText());
            }
          }
        });
    return grants;
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Answer answer;
    try {
      answer = answer(exchange, body);
    } catch (IOException | RuntimeException e) {
      answer = refuse(500, "INTERNAL", e.toString());
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    boolean bodiless = answer.status == 204;
    exchange.sendResponseHeaders(answer.status, bodiless ? -1 : answer.body.length);
    if (!bodiless) {
      exchange.getResponseBody().write(answer.body);
    }
    exchange.close();
  }

  private synchronized Answer answer(HttpExchange exchange, byte[] body) throws IOException {
    String method = exchange.getRequestMethod();
    String rawPath = exchange.getRequestURI().getRawPath();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    calls.add(
        new Call(method, decode(rawPath), query, new String(body, StandardCharsets.ISO_8859_1)));
    if (BUCKETS.matcher(rawPath).matches()) {
      return createBucket((ObjectNode) JSON.readTree(body));
    }
    Matcher matcher = BUCKET.matcher(rawPath);
    if (matcher.matches()) {
      return bucket(method, "b/" + matcher.group(1), body);
    }
    if (rawPath.endsWith("/storageLayout")) {
      return ok(JSON.createObjectNode().put("kind", "storage#storageLayout"));
    }
    if (rawPath.endsWith("/managedFolders")) {
      return ok(JSON.createObjectNode().set("items", JSON.createArrayNode()));
    }
    matcher = BUCKET_POLICY.matcher(rawPath);
    if (matcher.matches()) {
      return policy("b/" + matcher.group(1), method.equals("PUT") ? JSON.readTree(body) : null);
    }
    matcher = UPLOAD.matcher(rawPath);
    if (matcher.matches()) {
      String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
      return upload(matcher.group(1), query, contentType == null ? "" : contentType, body);
    }
    matcher = OBJECTS.matcher(rawPath);
    if (matcher.matches()) {
      return list(matcher.group(1), query);
    }
    matcher = OBJECT.matcher(rawPath);
    if (matcher.matches()) {
      return object(method, matcher.group(1), decode(matcher.group(2)), query);
    }
    matcher = RESOURCE.matcher(decode(rawPath));
    if (!matcher.matches()) {
      return refuse(404, "NOT_FOUND", "no such address: " + rawPath);
    }
    String name = matcher.group(1);
    Matcher anyProject =
        Pattern.compile("projects/-/serviceAccounts/[^@]+@([^.]+)\\..*").matcher(name);
    if (anyProject.matches()) {
      name = name.replaceFirst("projects/-", "projects/" + anyProject.group(1));
    }
    JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    return matcher.group(2) == null
        ? resource(method, name, query, (ObjectNode) json)
        : act(name, matcher.group(2), json);
  }

  private Answer createBucket(ObjectNode bucket) throws IOException {
    String name = bucket.path("name").asText();
    if (resources.containsKey("b/" + name)) {
      return refuse(409, "ALREADY_EXISTS", "the bucket is there");
    }
    bucket.put("kind", "storage#bucket").put("id", name).put("metageneration", "1");
    resources.put("b/" + name, bucket);
    return ok(bucket);
  }

  private Answer bucket(String method, String key, byte[] body) throws IOException {
    ObjectNode bucket = resources.get(key);
    if (bucket == null) {
      return refuse(404, "NOT_FOUND", "The specified bucket does not exist.");
    }
    return switch (method) {
      case "PATCH" -> {
        merge(bucket, (ObjectNode) JSON.readTree(body));
        yield ok(bucket);
      }
      case "DELETE" -> {
        resources.remove(key);
        policies.remove(key);
        yield new Answer(204, new byte[0]);
      }
      default -> ok(bucket);
    };
  }

  private Answer upload(String bucket, Map<String, String> query, String contentType, byte[] body)
      throws IOException {
    if (!resources.containsKey("b/" + bucket)) {
      return refuse(404, "NOT_FOUND", "The specified bucket does not exist.");
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String boundary = "--" + contentType.replaceFirst(".*boundary=", "").replaceAll("['\"]", "");
    String[] parts = text.split(Pattern.quote(boundary), -1);
    JsonNode metadata = JSON.readTree(content(parts[1]));
    String name = query.getOrDefault("name", metadata.path("name").asText());
    objects.put(bucket + "/" + name, content(parts[2]).getBytes(StandardCharsets.ISO_8859_1));
    return ok(describe(bucket, name));
  }

  /** The content of one part: behind the blank line, before the last line break. */
  private static String content(String part) {
    String lines = part.replaceFirst("(?s)^.*?\r?\n\r?\n", "");
    return lines.replaceFirst("\r?\n$", "");
  }

  private ObjectNode describe(String bucket, String name) {
    byte[] content = objects.getOrDefault(bucket + "/" + name, new byte[0]);
    CRC32C crc = new CRC32C();
    crc.update(content);
    byte[] sum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return JSON.createObjectNode()
        .put("kind", "storage#object")
        .put("id", bucket + "/" + name + "/1")
        .put("bucket", bucket)
        .put("name", name)
        .put("generation", "1")
        .put("metageneration", "1")
        .put("size", String.valueOf(content.length))
        .put("md5Hash", Base64.getEncoder().encodeToString(md5(content)))
        .put("crc32c", Base64.getEncoder().encodeToString(sum))
        .put(
            "mediaLink",
            url() + "download/storage/v1/b/" + bucket + "/o/" + encode(name) + "?alt=media");
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private Answer list(String bucket, Map<String, String> query) throws IOException {
    if (!resources.containsKey("b/" + bucket)) {
      return refuse(404, "NOT_FOUND", "The specified bucket does not exist.");
    }
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    ObjectNode answer = JSON.createObjectNode().put("kind", "storage#objects");
    ArrayNode items = JSON.createArrayNode();
    Set<String> prefixes = new TreeSet<>();
    for (String path : objects.keySet()) {
      if (!path.startsWith(bucket + "/" + prefix)) {
        continue;
      }
      String name = path.substring(bucket.length() + 1);
      int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
      if (end >= 0) {
        prefixes.add(name.substring(0, end + 1));
      } else {
        items.add(describe(bucket, name));
      }
    }
    answer.set("items", items);
    answer.set("prefixes", JSON.valueToTree(prefixes));
    return ok(answer);
  }

  private Answer object(String method, String bucket, String name, Map<String, String> query)
      throws IOException {
    byte[] content = objects.get(bucket + "/" + name);
    if (content == null) {
      return refuse(404, "NOT_FOUND", "No such object: " + bucket + "/" + name);
    }
    if (method.equals("DELETE")) {
      objects.remove(bucket + "/" + name);
      return new Answer(204, new byte[0]);
    }
    return "media".equals(query.get("alt")) ? new Answer(200, content) : ok(describe(bucket, name));
  }

  /** Creates, reads, changes, lists or deletes. */
  private Answer resource(String method, String name, Map<String, String> query, ObjectNode body)
      throws IOException {
    return switch (method) {
      case "GET" -> read(name);
      case "POST" -> create(name, query, body);
      case "PUT", "PATCH" -> change(name, body);
      case "DELETE" -> delete(name);
      default -> refuse(405, "INVALID_ARGUMENT", method);
    };
  }

  private Answer change(String name, ObjectNode changes) throws IOException {
    ObjectNode there = resources.get(name);
    if (there == null) {
      return refuse(404, "NOT_FOUND", name + " not found");
    }
    merge(there, changes);
    return ok(there);
  }

  private Answer delete(String name) throws IOException {
    ObjectNode removed = resources.remove(name);
    if (removed == null) {
      return refuse(404, "NOT_FOUND", name + " not found");
    }
    resources.keySet().removeIf(key -> key.startsWith(name + "/"));
    policies.remove(name);
    return ok(name.contains("/repositories/") ? operation(removed) : JSON.createObjectNode());
  }

  private Answer read(String name) throws IOException {
    ObjectNode found = resources.get(name);
    if (found != null) {
      return ok(found);
    }
    String collection = name.substring(name.lastIndexOf('/') + 1);
    if (name.contains("/operations/") || name.startsWith("operations/")) {
      return ok(operation(JSON.createObjectNode()).put("name", name));
    }
    if (!List.of("alertPolicies", "notificationChannels", "tags", "serviceAccounts", "metrics")
        .contains(collection)) {
      return refuse(404, "NOT_FOUND", name + " not found");
    }
    ArrayNode items = JSON.createArrayNode();
    names(name + "/").forEach(item -> items.add(resources.get(item)));
    return ok(JSON.createObjectNode().set(collection, items));
  }

  private Answer create(String parent, Map<String, String> query, ObjectNode body)
      throws IOException {
    String collection = parent.substring(parent.lastIndexOf('/') + 1);
    String project = parent.split("/", -1)[1];
    String id =
        switch (collection) {
          case "serviceAccounts" ->
              body.path("accountId").asText() + "@" + project + ".iam.gserviceaccount.com";
          case "secrets" -> query.getOrDefault("secretId", "");
          case "repositories" -> query.getOrDefault("repositoryId", "");
          case "jobs", "metrics" -> body.path("name").asText().replaceFirst(".*/", "");
          default -> String.valueOf(++lastNumber);
        };
    String name = parent + "/" + id;
    if (resources.containsKey(name)) {
      return refuse(409, "ALREADY_EXISTS", name + " already exists");
    }
    if (!collection.equals("metrics")) {
      body.put("name", name);
    }
    resources.put(name, body);
    if (collection.equals("builds")) {
      return build(name, id, body);
    }
    return ok(collection.equals("repositories") ? operation(body) : body);
  }

  /** A build succeeds at once, and its images are there. */
  private Answer build(String name, String id, ObjectNode build) throws IOException {
    build
        .put("id", id)
        .put("projectId", name.split("/", -1)[1])
        .put("status", "SUCCESS")
        .put("logUrl", url());
    for (JsonNode image : build.path("images")) {
      String text =
          image
              .asText()
              .replace("$_IMAGE", build.path("substitutions").path("_IMAGE").asText())
              .replace("${_IMAGE}", build.path("substitutions").path("_IMAGE").asText());
      Matcher parts =
          Pattern.compile("(.+)-docker[.]pkg[.]dev/([^/]+)/([^/]+)/([^:]+):(.+)").matcher(text);
      if (parts.matches()) {
        String tagged =
            "projects/%s/locations/%s/repositories/%s/packages/%s"
                .formatted(parts.group(2), parts.group(1), parts.group(3), parts.group(4));
        String tag = tagged + "/tags/" + parts.group(5);
        resources.put(
            tag,
            JSON.createObjectNode()
                .put("name", tag)
                .put("version", tagged + "/versions/sha256:" + "0".repeat(64)));
      }
    }
    ObjectNode operation =
        JSON.createObjectNode().put("name", name.replace("builds", "operations"));
    operation.putObject("metadata").set("build", build);
    return ok(operation);
  }

  private static ObjectNode operation(ObjectNode response) {
    String location = response.path("name").asText().replaceFirst("(/locations/[^/]+)/.*", "$1");
    ObjectNode operation =
        JSON.createObjectNode().put("name", location + "/operations/1").put("done", true);
    operation.set("response", response);
    return operation;
  }

  private Answer act(String name, String verb, JsonNode body) throws IOException {
    return switch (verb) {
      case "batchEnable" ->
          ok(JSON.createObjectNode().put("name", "operations/enabled").put("done", true));
      case "getIamPolicy" -> policy(name, null);
      case "setIamPolicy" -> policy(name, body.path("policy"));
      case "addVersion" -> addVersion(name, body);
      case "access" -> access(name);
      case "launch" -> ok(launchedJob());
      default -> refuse(404, "NOT_FOUND", "no such action: " + verb);
    };
  }

  private static ObjectNode launchedJob() {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("job").put("id", "2026-11-22_1").put("name", "job");
    return answer;
  }

  /** Reads the policy, or replaces it; a member that does not exist is refused, as Google does. */
  private Answer policy(String resource, @Nullable JsonNode changed) throws IOException {
    if (!resource.matches("projects/[^/]+") && !resources.containsKey(resource)) {
      return refuse(404, "NOT_FOUND", resource + " not found");
    }
    if (changed != null) {
      for (JsonNode member : changed.findValues("members")) {
        for (JsonNode one : member) {
          Matcher account = EMAIL_OWNER.matcher(one.asText());
          if (account.matches()
              && resources.keySet().stream().noneMatch(key -> key.endsWith(account.group(1)))) {
            return refuse(
                400, "INVALID_ARGUMENT", "Service account " + one.asText() + " does not exist.");
          }
        }
      }
      policies.put(resource, changed);
    }
    JsonNode policy = policies.get(resource);
    return ok(policy == null ? JSON.createObjectNode().put("etag", "BwA=") : policy);
  }

  private Answer addVersion(String secret, JsonNode body) throws IOException {
    if (!resources.containsKey(secret)) {
      return refuse(404, "NOT_FOUND", secret + " not found");
    }
    String name = secret + "/versions/" + (names(secret + "/versions/").size() + 1);
    ObjectNode version =
        JSON.createObjectNode()
            .put("name", name)
            .put("state", "ENABLED")
            .put("clientSpecifiedPayloadChecksum", true);
    version.set("payload", body.path("payload"));
    resources.put(name, version);
    return ok(version);
  }

  private Answer access(String version) throws IOException {
    List<String> all = names(version.replaceFirst("latest$", ""));
    if (all.isEmpty()) {
      return refuse(404, "NOT_FOUND", version + " not found");
    }
    ObjectNode last = resources.get(all.get(all.size() - 1));
    return ok(last == null ? JSON.createObjectNode() : last);
  }

  private static void merge(ObjectNode into, ObjectNode changes) {
    changes.properties().forEach(field -> into.set(field.getKey(), field.getValue()));
  }

  private static Answer ok(JsonNode body) throws IOException {
    return new Answer(200, JSON.writeValueAsBytes(body));
  }

  private static Answer refuse(int code, String status, String message) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("code", code).put("message", message).put("status", status);
    return new Answer(code, answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            decode(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
