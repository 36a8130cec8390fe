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

/** Takes objects in, in one call or in pieces. */
final class Uploads {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

  private static final class Session {
    private final Target target;
    private final Preconditions conditions;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<KeptObject> done = Optional.empty();

    Session(Target target, Preconditions conditions) {
      this.target = target;
      this.conditions = conditions;
    }
  }

  /** What an upload says of its object. */
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

  StorageAnswer insert(StorageRequest request) throws StorageRefusal {
    if (request.parameter("uploadType").orElse("").equals("media")) {
      Target target = target(request, StorageApi.json(new byte[0]), request.header("content-type"));
      return stored(keep(target, request.body(), Preconditions.of(request)));
    }
    List<Multipart.Part> parts = Multipart.read(request);
    if (parts.size() != 2) {
      throw new StorageRefusal(400, "metadata and media are needed");
    }
    Multipart.Part media = parts.get(1);
    Target target =
        target(
            request,
            StorageApi.json(parts.get(0).content()),
            Optional.ofNullable(media.headers().get("content-type")));
    return stored(keep(target, media.content(), Preconditions.of(request)));
  }

  StorageAnswer begin(StorageRequest request) throws StorageRefusal {
    Target target =
        target(request, StorageApi.json(request.body()), request.header("x-upload-content-type"));
    Preconditions conditions = Preconditions.of(request);
    buckets.check(target.bucket(), target.name(), conditions);
    String id = "upload-" + ids.incrementAndGet();
    sessions.put(id, new Session(target, conditions));
    return StorageAnswer.empty(200)
        .with(
            "Location",
            root
                + "/upload/storage/v1/b/"
                + target.bucket()
                + "/o?uploadType=resumable&upload_id="
                + id);
  }

  StorageAnswer piece(StorageRequest request) throws StorageRefusal {
    String id = request.parameter("upload_id").orElse("");
    Session session = sessions.get(id);
    if (session == null) {
      throw new StorageRefusal(404, "No such upload.");
    }
    synchronized (session) {
      return request.method().equals("DELETE") ? cancel(id) : add(session, request);
    }
  }

  private StorageAnswer cancel(String id) {
    sessions.remove(id);
    return StorageAnswer.empty(499);
  }

  private StorageAnswer add(Session session, StorageRequest request) throws StorageRefusal {
    if (session.done.isPresent()) {
      return stored(session.done.get());
    }
    Matcher range = CONTENT_RANGE.matcher(request.header("content-range").orElse(""));
    byte[] body = request.body();
    boolean last = true;
    if (range.matches()) {
      if (range.group(1) != null) {
        if (Long.parseLong(range.group(1)) > session.received.size()) {
          throw new StorageRefusal(503, "A piece is missing before this one.");
        }
        // What has arrived already is sent again after a broken connection.
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
      StorageAnswer more = StorageAnswer.empty(308);
      return session.received.size() == 0
          ? more
          : more.with("Range", "bytes=0-" + (session.received.size() - 1));
    }
    KeptObject object = keep(session.target, session.received.toByteArray(), session.conditions);
    session.done = Optional.of(object);
    return stored(object);
  }

  private KeptObject keep(Target target, byte[] content, Preconditions conditions)
      throws StorageRefusal {
    KeptObject sums = KeptObject.of(target.bucket(), target.name(), 0, content, "", Map.of());
    if (!target.crc32c().orElse(sums.crc32c()).equals(sums.crc32c())
        || !target.md5().orElse(sums.md5()).equals(sums.md5())) {
      throw new StorageRefusal(400, "The content does not have the sum it was sent with.");
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
      throws StorageRefusal {
    String name = request.parameter("name").orElse(resource.path("name").asText());
    if (name.isEmpty()) {
      throw new StorageRefusal(400, "Required object name");
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

  private StorageAnswer stored(KeptObject object) {
    return StorageAnswer.json(object.toJson(root))
        .with("x-goog-stored-content-length", Long.toString(object.size()));
  }
}
