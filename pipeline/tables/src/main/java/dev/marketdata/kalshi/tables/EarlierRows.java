package dev.marketdata.kalshi.tables;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the rows that files of a table already have. The files are sorted by market, and are
 * read once, together: only the keys of one market are in memory.
 */
final class EarlierRows implements Closeable {

  private final List<Cursor> cursors = new ArrayList<>();

  EarlierRows(Table table, Column key, List<Path> files) throws IOException {
    for (Path file : files) {
      cursors.add(new Cursor(table, key, file));
    }
  }

  static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(file),
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodecs())
            .build());
  }

  /** Returns the keys of a market, which must come after that of the last call. */
  Set<Object> keys(String ticker) throws IOException {
    Set<Object> keys = new HashSet<>();
    for (Cursor cursor : cursors) {
      cursor.add(ticker, keys);
    }
    return keys;
  }

  @Override
  public void close() throws IOException {
    for (Cursor cursor : cursors) {
      cursor.reader.close();
    }
  }

  private static final class Cursor {

    private final ParquetFileReader reader;
    private final MessageType schema;
    private final String key;
    private final boolean isText;
    private @Nullable RecordReader<Group> records;
    private long left;
    private @Nullable Group next;

    Cursor(Table table, Column of, Path file) throws IOException {
      key = of.name();
      isText = of.type() == ColumnType.TEXT;
      List<Type> columns = new ArrayList<>();
      for (Column column : table.columns()) {
        if (column.name().equals("ticker") || column.name().equals(key)) {
          columns.add(column.type().parquet(column.name()));
        }
      }
      schema = new MessageType(table.name(), columns);
      reader = open(file);
      reader.setRequestedSchema(schema);
      advance();
    }

    private void advance() throws IOException {
      while (left == 0) {
        PageReadStore group = reader.readNextRowGroup();
        if (group == null) {
          next = null;
          return;
        }
        left = group.getRowCount();
        records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(group, new GroupRecordConverter(schema));
      }
      left--;
      next = records == null ? null : records.read();
    }

    void add(String ticker, Set<Object> keys) throws IOException {
      while (next != null) {
        int order = next.getString("ticker", 0).compareTo(ticker);
        if (order > 0) {
          return;
        }
        if (order == 0 && next.getFieldRepetitionCount(key) > 0) {
          Binary text = isText ? next.getBinary(key, 0).copy() : null;
          keys.add(text == null ? (Object) next.getLong(key, 0) : text);
        }
        advance();
      }
    }
  }
}
