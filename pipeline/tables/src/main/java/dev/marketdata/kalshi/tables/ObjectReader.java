package dev.marketdata.kalshi.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Reads one of Kalshi's objects into a row: the fields that the table has columns for, and the
 * object itself. A value that does not fit its column is null and counted. Immutable.
 */
final class ObjectReader {

  private static final Object MISFIT = new Object();

  /** What to do with a field: fill a column, or look into it. */
  private static final class Field {
    final Map<String, Field> inner = new HashMap<>();
    int column = -1;
    boolean isHistoricalName;
  }

  private final Table table;
  private final Field root = new Field();

  ObjectReader(Table table) {
    this.table = table;
    for (int i = 0; i < table.raw(); i++) {
      String field = table.columns().get(i).field();
      if (i > Table.SOURCE && !field.isEmpty() && !field.contains(",")) {
        add(field, i);
      }
    }
  }

  private void add(String path, int column) {
    Field parent = root;
    String name = path;
    int dot = path.indexOf('.');
    if (dot >= 0) {
      parent = parent.inner.computeIfAbsent(path.substring(0, dot), unseen -> new Field());
      name = path.substring(dot + 1);
    }
    parent.inner.computeIfAbsent(name, unseen -> new Field()).column = column;
    String historical = Tables.historicalName(name);
    if (!historical.equals(name)) {
      Field other = parent.inner.computeIfAbsent(historical, unseen -> new Field());
      other.column = column;
      other.isHistoricalName = true;
    }
  }

  /**
   * Reads the object that the parser is at the start of, and leaves it at its end.
   *
   * @param json what the parser reads
   */
  Object[] read(JsonParser parser, byte[] json, Misfits misfits) throws IOException {
    Object[] row = new Object[table.columns().size()];
    int start = start(parser);
    read(parser, json, root, row, misfits);
    row[table.raw()] = slice(parser, json, start);
    return row;
  }

  private void read(JsonParser parser, byte[] json, Field of, Object[] row, Misfits misfits)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      Field field = of.inner.get(name);
      if (field == null) {
        parser.skipChildren();
      } else if (!field.inner.isEmpty() && token == JsonToken.START_OBJECT) {
        read(parser, json, field, row, misfits);
      } else if (field.column < 0) {
        parser.skipChildren();
      } else if (!field.isHistoricalName) {
        set(row, field.column, value(parser, json, field.column), misfits);
      } else if (row[field.column] == null && isOfHistoricalKind(token, field.column)) {
        set(row, field.column, value(parser, json, field.column), misfits);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Under these names there were once numbers of cents, which are no prices in dollars. */
  private boolean isOfHistoricalKind(JsonToken token, int column) {
    boolean isCount = table.columns().get(column).type() == ColumnType.COUNT;
    return token == JsonToken.VALUE_STRING || (isCount && token.isNumeric());
  }

  private void set(Object[] row, int column, @Nullable Object value, Misfits misfits) {
    if (value == MISFIT) {
      misfits.add(table.columns().get(column).name());
    } else {
      row[column] = value;
    }
  }

  /** Returns the value of the token, null if Kalshi says nothing, or {@link #MISFIT}. */
  private @Nullable Object value(JsonParser parser, byte[] json, int index) throws IOException {
    Column column = table.columns().get(index);
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (column.type() == ColumnType.JSON) {
      int start = start(parser);
      parser.skipChildren();
      return slice(parser, json, start);
    }
    if (!token.isScalarValue()) {
      parser.skipChildren();
      return MISFIT;
    }
    if (column.type() == ColumnType.BOOLEAN) {
      return token.isBoolean() ? (Object) parser.getBooleanValue() : MISFIT;
    }
    String text = parser.getText();
    if (text.isEmpty()) {
      return null;
    }
    Object value = fromText(column.type(), token, text);
    boolean isNoQuote =
        column.isQuote() && value instanceof Long price && (price == 0 || price == 1_000_000);
    return isNoQuote ? null : value == null ? MISFIT : value;
  }

  private static @Nullable Object fromText(ColumnType type, JsonToken token, String text) {
    return switch (type) {
      case TEXT -> token == JsonToken.VALUE_STRING ? text(text) : null;
      case TIME -> token == JsonToken.VALUE_STRING ? Times.micros(text) : ofSeconds(token, text);
      case INTEGER -> token == JsonToken.VALUE_NUMBER_INT ? Decimals.unscaled(text, 0) : null;
      default -> token.isBoolean() ? null : Decimals.unscaled(text, type.scale());
    };
  }

  /** Returns the microseconds of a number of seconds since 1970. */
  private static @Nullable Long ofSeconds(JsonToken token, String text) {
    // Six decimals of a second are microseconds.
    return token.isNumeric() ? Decimals.unscaled(text, 6) : null;
  }

  /** Returns the bytes of a text; null if it has half a surrogate pair, which has none. */
  static @Nullable Binary text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean isPair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!isPair) {
          return null;
        }
        i++;
      }
    }
    return Binary.fromConstantByteArray(text.getBytes(UTF_8));
  }

  static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Returns the bytes from a position to the end of the current token. */
  static Binary slice(JsonParser parser, byte[] json, int start) throws IOException {
    // A text or number is read lazily, and its end is known after that only.
    parser.finishToken();
    return Binary.fromConstantByteArray(
        Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset()));
  }
}
