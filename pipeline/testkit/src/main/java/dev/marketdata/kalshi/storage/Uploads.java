package dev.marketdata.kalshi.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Handles uploads, with one request or in pieces. */
final class Uploads {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

  private static final class Session {
    private final Target target;
    private final Preconditions conditions;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<StorageObject> done = Optional.empty();

    Session(Target target, Preconditions conditions) {
      this.target = target;
      this.conditions = conditions;
    }
  }

  /** The object of an upload: its name, metadata and checksums. */
  private record Target(
      String bucket,
      String name,
      String contentType,
      Map<String, String> metadata,
      Optional<String> crc32c,
      Optional<String> md5) {}

  private final Buckets buckets;
  private final String root;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  Uploads(Buckets buckets, String root) {
    this.buckets = buckets;
    this.root = root;
  }

  StorageResponse insert(StorageRequest request) throws StorageApiException {
    if (request.parameter("uploadType").orElse("").equals("media")) {
      Target target = target(request, StorageApi.json(new byte[0]), request.header("content-type"));
      return stored(keep(target, request.body(), Preconditions.of(request)));
    }
    List<Multipart.Part> parts = Multipart.read(request);
    if (parts.size() != 2) {
      throw new StorageApiException(400, "metadata and media are needed");
    }
    Multipart.Part media = parts.get(1);
    Target target =
        target(
            request,
            StorageApi.json(parts.get(0).content()),
            Optional.ofNullable(media.headers().get("content-type")));
    return stored(keep(target, media.content(), Preconditions.of(request)));
  }

  StorageResponse begin(StorageRequest request) throws StorageApiException {
    Target target =
        target(request, StorageApi.json(request.body()), request.header("x-upload-content-type"));
    Preconditions conditions = Preconditions.of(request);
    buckets.check(target.bucket(), target.name(), conditions);
    String id = "upload-" + ids.incrementAndGet();
    sessions.put(id, new Session(target, conditions));
    return StorageResponse.empty(200)
        .with(
            "Location",
            root
                + "/upload/storage/v1/b/"
                + target.bucket()
                + "/o?uploadType=resumable&upload_id="
                + id);
  }

  StorageResponse piece(StorageRequest request) throws StorageApiException {
    String id = request.parameter("upload_id").orElse("");
    Session session = sessions.get(id);
    if (session == null) {
      throw new StorageApiException(404, "No such upload.");
    }
    synchronized (session) {
      return request.method().equals("DELETE") ? cancel(id) : add(session, request);
    }
  }

  private StorageResponse cancel(String id) {
    sessions.remove(id);
    return StorageResponse.empty(499);
  }

  private StorageResponse add(Session session, StorageRequest request) throws StorageApiException {
    if (session.done.isPresent()) {
      return stored(session.done.get());
    }
    Matcher range = CONTENT_RANGE.matcher(request.header("content-range").orElse(""));
    byte[] body = request.body();
    boolean last = true;
    if (range.matches()) {
      if (range.group(1) != null) {
        if (Long.parseLong(range.group(1)) > session.received.size()) {
          throw new StorageApiException(503, "A piece is missing before this one.");
        }
        // After a broken connection, the client may send bytes again that have arrived.
        int known = (int) (session.received.size() - Long.parseLong(range.group(1)));
        if (known < body.length) {
          session.received.write(body, known, body.length - known);
        }
      }
      last =
          !range.group(3).equals("*") && Long.parseLong(range.group(3)) == session.received.size();
    } else {
      session.received.writeBytes(body);
    }
    if (!last) {
      StorageResponse more = StorageResponse.empty(308);
      return session.received.size() == 0
          ? more
          : more.with("Range", "bytes=0-" + (session.received.size() - 1));
    }
    StorageObject object = keep(session.target, session.received.toByteArray(), session.conditions);
    session.done = Optional.of(object);
    return stored(object);
  }

  private StorageObject keep(Target target, byte[] content, Preconditions conditions)
      throws StorageApiException {
    StorageObject sums = StorageObject.of(target.bucket(), target.name(), 0, content, "", Map.of());
    if (!target.crc32c().orElse(sums.crc32c()).equals(sums.crc32c())
        || !target.md5().orElse(sums.md5()).equals(sums.md5())) {
      throw new StorageApiException(400, "The content does not have the sum it was sent with.");
    }
    return buckets.put(
        target.bucket(),
        target.name(),
        content,
        target.contentType(),
        target.metadata(),
        conditions);
  }

  private static Target target(
      StorageRequest request, JsonNode resource, Optional<String> contentType)
      throws StorageApiException {
    String name = request.parameter("name").orElse(resource.path("name").asText());
    if (name.isEmpty()) {
      throw new StorageApiException(400, "Required object name");
    }
    return new Target(
        request.bucket(),
        name,
        text(resource, "contentType").or(() -> contentType).orElse("application/octet-stream"),
        StorageApi.metadata(resource),
        text(resource, "crc32c"),
        text(resource, "md5Hash"));
  }

  private static Optional<String> text(JsonNode resource, String field) {
    return Optional.ofNullable(resource.get(field)).map(JsonNode::asText);
  }

  private StorageResponse stored(StorageObject object) {
    return StorageResponse.json(object.toJson(root))
        .with("x-goog-stored-content-length", Long.toString(object.size()));
  }
}
