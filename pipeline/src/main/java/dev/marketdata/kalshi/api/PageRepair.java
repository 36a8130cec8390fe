package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the unreadable elements of a response's array, so that one bad object does not spoil the
 * page: bytes that are not UTF-8, deep nesting, invalid JSON. The bounds of an element are found by
 * its quotes and brackets, which are the same bytes whatever is between them.
 */
final class PageRepair {

  /**
   * A response that can be read.
   *
   * @param body the same bytes, but a number and blanks in place of each unreadable element
   * @param unreadable the unreadable elements by their first byte
   */
  @SuppressWarnings("ArrayRecordComponent") // the body is passed along, never compared
  record Repaired(byte[] body, Map<Integer, UnusableObject> unreadable) {}

  // An element is inside of the response's object and its array.
  private static final JsonFactory ELEMENT = PageSlicer.factory(PageSlicer.MAX_NESTING - 2);

  /** Reads the ticker of an object that is whole, but must not be stored. */
  private static final JsonFactory LENIENT =
      PageSlicer.factory(Integer.MAX_VALUE)
          .rebuild()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final ResponseShape shape;
  private final byte[] body;
  private final byte[] repaired;
  private final Map<Integer, UnusableObject> unreadable = new HashMap<>();
  private int at;

  private PageRepair(ResponseShape shape, byte[] body) {
    this.shape = shape;
    this.body = body;
    this.repaired = body.clone();
  }

  /** Returns the response with its unreadable elements replaced; null if that does not help. */
  static @Nullable Repaired repair(ResponseShape shape, byte[] body) {
    if (shape.array() == null) {
      return null;
    }
    PageRepair repair = new PageRepair(shape, body);
    return repair.root() && !repair.unreadable.isEmpty()
        ? new Repaired(repair.repaired, repair.unreadable)
        : null;
  }

  /** Returns true if all bytes are valid UTF-8, which a JSON parser does not check in full. */
  static boolean isUtf8(byte[] bytes, int from, int to) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(8 * 1024);
    CoderResult result;
    do {
      result = decoder.decode(in, out.clear(), true);
    } while (result.isOverflow());
    return !result.isError();
  }

  /** Returns false if the bounds of the elements are not clear. */
  private boolean root() {
    at = startsWithByteOrderMark() ? 3 : 0;
    if (!next('{')) {
      return false;
    }
    byte[] array = ('"' + shape.array() + '"').getBytes(StandardCharsets.UTF_8);
    do {
      blanks();
      int from = at;
      if (byteHere() != '"' || !value()) {
        return byteHere() == '}';
      }
      boolean found =
          at - from == array.length
              && ByteBuffer.wrap(body, from, array.length).equals(ByteBuffer.wrap(array));
      if (!next(':')) {
        return false;
      }
      blanks();
      boolean isArray = found && byteHere() == '[';
      if (isArray ? !elements() : !value()) {
        return false;
      }
    } while (next(','));
    return next('}');
  }

  private boolean startsWithByteOrderMark() {
    return body.length > 2
        && body[0] == (byte) 0xEF
        && body[1] == (byte) 0xBB
        && body[2] == (byte) 0xBF;
  }

  private boolean elements() {
    at++;
    if (next(']')) {
      return true;
    }
    do {
      blanks();
      int from = at;
      if (!value() || at == from) {
        return false;
      }
      check(from, at);
    } while (next(','));
    return next(']');
  }

  /** Skips a value by its quotes and brackets; returns false if it has no end. */
  private boolean value() {
    int depth = 0;
    for (; at < body.length; at++) {
      switch (body[at]) {
        case '"' -> {
          if (!string()) {
            return false;
          }
        }
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (depth == 0) {
            return true;
          }
          depth--;
        }
        case ',', ':', ' ', '\t', '\r', '\n' -> {
          if (depth == 0) {
            return true;
          }
          continue;
        }
        default -> {
          continue;
        }
      }
      if (depth == 0) {
        at++;
        return true;
      }
    }
    return false;
  }

  /** Goes to the closing quote of a string. */
  private boolean string() {
    for (at++; at < body.length; at++) {
      if (body[at] == '\\') {
        at++;
      } else if (body[at] == '"') {
        return true;
      }
    }
    return false;
  }

  private boolean next(char expected) {
    blanks();
    if (byteHere() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private void blanks() {
    while (at < body.length && (body[at] == ' ' || (body[at] >= '\t' && body[at] <= '\r'))) {
      at++;
    }
  }

  private int byteHere() {
    return at < body.length ? body[at] : -1;
  }

  private void check(int from, int to) {
    String problem = problem(from, to);
    if (problem != null) {
      unreadable.put(from, new UnusableObject(read(from, to), problem));
      repaired[from] = '0';
      for (int i = from + 1; i < to; i++) {
        repaired[i] = ' ';
      }
    }
  }

  private @Nullable String problem(int from, int to) {
    if (!isUtf8(body, from, to)) {
      return "it is not in UTF-8";
    }
    try (JsonParser parser = ELEMENT.createParser(body, from, to - from)) {
      while (parser.nextToken() != null) {
        parser.finishToken();
      }
      return null;
    } catch (StreamConstraintsException e) {
      return "it is nested too deeply, or the name of a field is too long";
    } catch (IOException e) {
      return "it is not valid JSON: " + PageSlicer.firstLine(e);
    }
  }

  /**
   * Returns the fields of an object if its structure is sound. Otherwise it may contain the objects
   * after it, so its ticker would not tell which markets are affected.
   */
  private @Nullable Row read(int from, int to) {
    String text = new String(body, from, to - from, StandardCharsets.UTF_8);
    Map<String, String> fields = new HashMap<>();
    String ticker = "";
    try (JsonParser parser = LENIENT.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING && name.equals(shape.ticker())) {
          ticker = parser.getText();
        }
        if (token == JsonToken.VALUE_STRING && shape.noted().contains(name)) {
          fields.put(name, parser.getText());
        }
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        return null;
      }
    } catch (IOException e) {
      return null;
    }
    return Ticker.isTicker(ticker) ? new Row(new Ticker(ticker), fields, List.of()) : null;
  }
}
