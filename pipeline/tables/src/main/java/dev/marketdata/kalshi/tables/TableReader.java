package dev.marketdata.kalshi.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads some columns of a Parquet file of shards, value by value: a report reads millions of rows,
 * and needs few of them.
 */
final class TableReader {

  private static final String TICKER = "ticker";

  private TableReader() {}

  /**
   * Passes on the rows of a file. A column that the file does not have is null.
   *
   * @param tickers the markets; null for all
   */
  static void read(
      Path file,
      Table table,
      List<String> columns,
      @Nullable Set<String> tickers,
      StoredRows.Rows receiver)
      throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodecs())
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      MessageType all = reader.getFileMetaData().getSchema();
      List<Type> wanted = new ArrayList<>();
      for (Column column : table.columns()) {
        boolean isWanted = columns.contains(column.name()) || column.name().equals(TICKER);
        if (isWanted && all.containsField(column.name())) {
          wanted.add(all.getType(column.name()));
        }
      }
      MessageType schema = new MessageType(table.name(), wanted);
      reader.setRequestedSchema(schema);
      String createdBy = reader.getFileMetaData().getCreatedBy();
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        ColumnReadStoreImpl store =
            new ColumnReadStoreImpl(group, new NoConverter(), schema, createdBy);
        read(group.getRowCount(), store, schema, columns, tickers, receiver);
      }
    }
  }

  private static void read(
      long rows,
      ColumnReadStoreImpl store,
      MessageType schema,
      List<String> columns,
      @Nullable Set<String> tickers,
      StoredRows.Rows receiver) {
    ColumnReader ticker = store.getColumnReader(schema.getColumnDescription(new String[] {TICKER}));
    List<Cells> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (!name.equals(TICKER) && schema.containsField(name)) {
        cells.add(new Cells(store, schema, name, i));
      }
    }
    int tickerAt = columns.indexOf(TICKER);
    Binary before = Binary.EMPTY;
    String market = "";
    boolean isWanted = false;
    for (long i = 0; i < rows; i++) {
      Binary next = ticker.getBinary();
      if (i == 0 || !next.equals(before)) {
        before = next.copy();
        market = next.toStringUsingUTF8();
        isWanted = tickers == null || tickers.contains(market);
      }
      ticker.consume();
      @Nullable Object[] row = isWanted ? new Object[columns.size()] : null;
      for (Cells cell : cells) {
        cell.next(row);
      }
      if (row != null) {
        if (tickerAt >= 0) {
          row[tickerAt] = market;
        }
        receiver.accept(row);
      }
    }
  }

  /** The values of one column, of which most texts repeat. */
  private static final class Cells {

    private final ColumnReader reader;
    private final PrimitiveTypeName type;
    private final int place;
    private final Map<Binary, String> texts = new HashMap<>();

    Cells(ColumnReadStoreImpl store, MessageType schema, String name, int place) {
      this.reader = store.getColumnReader(schema.getColumnDescription(new String[] {name}));
      this.type = schema.getType(name).asPrimitiveType().getPrimitiveTypeName();
      this.place = place;
    }

    /** Goes on by a row. */
    void next(@Nullable Object @Nullable [] row) {
      boolean isThere = reader.getCurrentDefinitionLevel() > 0;
      if (isThere && row != null) {
        row[place] = value();
      } else if (isThere) {
        reader.skip();
      }
      reader.consume();
    }

    private Object value() {
      return switch (type) {
        case INT64 -> reader.getLong();
        case BOOLEAN -> reader.getBoolean();
        default -> {
          Binary bytes = reader.getBinary();
          String text = texts.get(bytes);
          if (text == null) {
            text = bytes.toStringUsingUTF8();
            texts.put(bytes.copy(), text);
          }
          yield text;
        }
      };
    }
  }

  /** The library asks for a converter, and uses none if values are read one by one. */
  private static final class NoConverter extends GroupConverter {

    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
