package dev.marketdata.kalshi.tables;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads some columns of a local Parquet file of a table, one row after the other. Memory is bounded
 * by that of a row group. Not safe for use by several threads.
 */
final class TableRows implements Closeable {

  private final Table table;
  private final List<Column> columns;
  private final MessageType schema;
  private final ParquetFileReader reader;
  private @Nullable RecordReader<Group> records;
  private long left;

  /**
   * Opens a file.
   *
   * @param columns the names of the columns to read
   */
  TableRows(Table table, Set<String> columns, Path file) throws IOException {
    this.table = table;
    this.columns =
        table.columns().stream().filter(column -> columns.contains(column.name())).toList();
    schema =
        new MessageType(
            table.name(),
            this.columns.stream()
                .map(column -> (Type) column.type().parquet(column.name()))
                .toList());
    reader =
        ParquetFileReader.open(
            new LocalInputFile(file),
            ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdCodecs())
                .build());
    reader.setRequestedSchema(schema);
  }

  /** Returns what the writer noted in the end of the file. */
  Map<String, String> notes() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  /** Returns the number of rows of the file. */
  long count() {
    return reader.getRecordCount();
  }

  /**
   * Returns the next row, with null for columns that are not read.
   *
   * @return null after the last row
   */
  Object @Nullable [] next() throws IOException {
    while (left == 0) {
      PageReadStore group = reader.readNextRowGroup();
      if (group == null) {
        return null;
      }
      left = group.getRowCount();
      records =
          new ColumnIOFactory()
              .getColumnIO(schema)
              .getRecordReader(group, new GroupRecordConverter(schema));
    }
    left--;
    return records == null ? null : row(records.read());
  }

  private Object[] row(Group record) {
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < columns.size(); i++) {
      if (record.getFieldRepetitionCount(i) > 0) {
        Column column = columns.get(i);
        row[table.index(column.name())] =
            switch (column.type()) {
              case TEXT, JSON -> record.getBinary(i, 0).copy();
              case BOOLEAN -> record.getBoolean(i, 0);
              default -> record.getLong(i, 0);
            };
      }
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
