package dev.marketdata.kalshi.tables;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into a local Parquet file. The same rows give the same bytes. Memory is bounded by
 * that of a row group.
 */
final class TableFile implements Closeable {

  // A unit of work of readers. DuckDB's own groups have as many rows.
  private static final int ROWS_PER_GROUP = 122_880;
  private static final long BYTES_PER_GROUP = 32L << 20;

  private final ParquetWriter<Object[]> writer;
  private final Rows rows;

  /**
   * Creates the file.
   *
   * @throws IOException if it exists or cannot be written
   */
  TableFile(Path file, Table table) throws IOException {
    rows = new Rows(table);
    writer =
        new Builder(new LocalOutputFile(file), rows)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdCodecs())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupRowCountLimit(ROWS_PER_GROUP)
            .withRowGroupSize(BYTES_PER_GROUP)
            // Each is another text, so a dictionary would be tried in vain.
            .withDictionaryEncoding("raw", false)
            .build();
  }

  void write(Object[] row) throws IOException {
    writer.write(row);
  }

  /** Notes something in the end of the file, for readers of its metadata. */
  void put(String key, String value) {
    rows.notes.put(key, value);
  }

  /** Writes the end of the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Object[], Builder> {

    private final Rows rows;

    Builder(OutputFile file, Rows rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract.
    protected WriteSupport<Object[]> getWriteSupport(Configuration unused) {
      return rows;
    }

    @Override
    protected WriteSupport<Object[]> getWriteSupport(ParquetConfiguration unused) {
      return rows;
    }
  }

  private static final class Rows extends WriteSupport<Object[]> {

    private final Table table;
    private final String[] names;
    private final ColumnType[] types;
    private final Map<String, String> notes = new TreeMap<>();
    private @Nullable RecordConsumer consumer;

    Rows(Table table) {
      this.table = table;
      List<Column> columns = table.columns();
      names = columns.stream().map(Column::name).toArray(String[]::new);
      types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract.
    public WriteContext init(Configuration unused) {
      return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration unused) {
      return context();
    }

    private WriteContext context() {
      return new WriteContext(table.parquet(), Map.of("kalshi.schema", "1"));
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.consumer = consumer;
    }

    @Override
    public void write(Object[] row) {
      RecordConsumer consumer = Objects.requireNonNull(this.consumer);
      consumer.startMessage();
      for (int i = 0; i < names.length; i++) {
        Object value = row[i];
        if (value != null) {
          consumer.startField(names[i], i);
          add(consumer, types[i], value);
          consumer.endField(names[i], i);
        }
      }
      consumer.endMessage();
    }

    @Override
    public FinalizedWriteContext finalizeWrite() {
      return new FinalizedWriteContext(notes);
    }

    private static void add(RecordConsumer consumer, ColumnType type, Object value) {
      switch (type) {
        case TEXT, JSON -> consumer.addBinary((Binary) value);
        case BOOLEAN -> consumer.addBoolean((Boolean) value);
        default -> consumer.addLong((Long) value);
      }
    }
  }
}
