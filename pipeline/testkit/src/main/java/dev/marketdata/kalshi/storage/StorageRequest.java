package dev.marketdata.kalshi.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A parsed request. */
public final class StorageRequest {

  private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");

  private final String method;
  private final List<String> path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final byte[] body;
  private final boolean upload;

  private StorageRequest(
      String method,
      List<String> path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body,
      boolean upload) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.upload = upload;
  }

  /**
   * Reads a request.
   *
   * @param target path and query as sent; object names are percent-encoded, including slashes
   * @param headers with names in lower case
   */
  static StorageRequest of(String method, String target, Map<String, String> headers, byte[] body) {
    int question = target.indexOf('?');
    String rawPath = question < 0 ? target : target.substring(0, question);
    String rawQuery = question < 0 ? "" : target.substring(question + 1);
    List<String> all =
        Arrays.stream(rawPath.split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(StorageRequest::decodePath)
            .toList();
    // Prefixes are upload, resumable/upload, download and batch; then come storage and v1.
    int version = all.indexOf("v1");
    boolean upload = version >= 0 && all.subList(0, version).contains("upload");
    boolean batch = !all.isEmpty() && all.get(0).equals("batch");
    List<String> path =
        batch ? List.of("batch") : version < 0 ? all : all.subList(version + 1, all.size());
    return new StorageRequest(method, path, query(rawQuery), headers, body, upload);
  }

  private static String decodePath(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  /** Returns the kind of the request. */
  public RequestKind kind() {
    if (path.equals(List.of("batch"))) {
      return RequestKind.BATCH;
    }
    if (path.isEmpty() || !path.get(0).equals("b")) {
      return RequestKind.UNKNOWN;
    }
    if (path.size() < 3 || !path.get(2).equals("o")) {
      return RequestKind.BUCKET;
    }
    if (upload) {
      return query.containsKey("upload_id")
          ? RequestKind.UPLOAD_PIECE
          : query.getOrDefault("uploadType", "").equals("resumable")
              ? RequestKind.UPLOAD_START
              : RequestKind.INSERT;
    }
    if (path.size() == 3) {
      return method.equals("GET") ? RequestKind.LIST : RequestKind.UNKNOWN;
    }
    if (path.size() > 4) {
      return switch (path.get(4)) {
        case "compose" -> RequestKind.COMPOSE;
        case "rewriteTo", "copyTo" -> RequestKind.REWRITE;
        default -> RequestKind.UNKNOWN;
      };
    }
    return switch (method) {
      case "GET" ->
          query.getOrDefault("alt", "").equals("media") ? RequestKind.MEDIA : RequestKind.GET;
      case "PATCH", "PUT" -> RequestKind.PATCH;
      case "DELETE" -> RequestKind.DELETE;
      default -> RequestKind.UNKNOWN;
    };
  }

  /** Returns the method as sent. */
  public String method() {
    return method;
  }

  /** Returns the decoded segments of the path after the API's version. */
  List<String> path() {
    return path;
  }

  String bucket() {
    return path.size() > 1 ? path.get(1) : "";
  }

  /** Returns the name of the object; empty if there is none. */
  public String object() {
    if (path.size() > 3) {
      return path.get(3);
    }
    if (!upload) {
      return "";
    }
    Matcher name = NAME.matcher(new String(body, StandardCharsets.UTF_8));
    return query.getOrDefault("name", name.find() ? name.group(1) : "");
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** Returns whether it asks which permissions the caller has in a bucket. */
  boolean isForPermissions() {
    return path.size() == 4 && path.get(2).equals("iam") && path.get(3).equals("testPermissions");
  }

  /** Returns a header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  byte[] body() {
    return body;
  }
}
