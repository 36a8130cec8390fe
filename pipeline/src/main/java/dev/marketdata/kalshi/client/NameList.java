package dev.marketdata.kalshi.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.api.MalformedAnswerException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads the names out of a list of events or series, which may be tens of megabytes long. */
final class NameList {

  private static final JsonFactory JSON = new JsonFactory();

  private NameList() {}

  /**
   * Returns one text field of each object of an array, such as the {@code ticker} of each of {@code
   * {"series":[{"ticker":"KXHIGHNY",...},...]}}.
   *
   * @throws MalformedAnswerException if the response is not JSON with that array
   */
  static Set<String> read(byte[] body, String array, String field) throws MalformedAnswerException {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(array)) {
            return names(parser, field);
          }
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new MalformedAnswerException("not the expected JSON");
    }
    throw new MalformedAnswerException("the response has no array \"" + array + "\"");
  }

  private static Set<String> names(JsonParser parser, String field) throws IOException {
    Set<String> names = new HashSet<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
          names.add(parser.getText());
        }
        parser.skipChildren();
      }
    }
    return names;
  }
}
