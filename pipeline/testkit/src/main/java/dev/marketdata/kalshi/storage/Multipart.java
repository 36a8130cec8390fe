package dev.marketdata.kalshi.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads multipart bodies. */
final class Multipart {

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");

  /** One part: headers with names in lower case, and content. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Part(Map<String, String> headers, byte[] content) {}

  private Multipart() {}

  static List<Part> read(StorageRequest request) throws StorageApiException {
    Matcher boundary = BOUNDARY.matcher(request.header("content-type").orElse(""));
    if (!boundary.find()) {
      throw new StorageApiException(400, "a multipart body with a boundary is needed");
    }
    // ISO 8859-1 maps every byte to one char.
    String body = new String(request.body(), StandardCharsets.ISO_8859_1);
    String delimiter = "--" + boundary.group(1);
    List<Part> parts = new ArrayList<>();
    int start = body.indexOf(delimiter);
    while (start >= 0) {
      int from = body.indexOf('\n', start) + 1;
      int next = body.indexOf("\n" + delimiter, from);
      if (from == 0 || next < 0) {
        break;
      }
      int end = next > from && body.charAt(next - 1) == '\r' ? next - 1 : next;
      parts.add(part(body.substring(from, end)));
      start = next + 1;
    }
    return parts;
  }

  /** Splits a text into headers and content, at the first empty line. */
  static Part part(String text) {
    Map<String, String> headers = new TreeMap<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      String line = end < 0 ? text.substring(at) : text.substring(at, end);
      at = end < 0 ? text.length() : end + 1;
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        break;
      }
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new Part(headers, text.substring(at).getBytes(StandardCharsets.ISO_8859_1));
  }
}
