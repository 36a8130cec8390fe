package dev.marketdata.kalshi.tables;

import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** The types of columns. Every column can be null. */
enum ColumnType {
  /** A text, never empty. A value is a {@code Binary}. */
  TEXT("VARCHAR"),
  /** A JSON value, byte for byte as Kalshi sent it. A value is a {@code Binary}. */
  JSON("VARCHAR"),
  /** Dollars. A value is a {@code Long} of millionths. */
  PRICE("DECIMAL(18,6)", 6),
  /** Contracts. A value is a {@code Long} of hundredths. */
  COUNT("DECIMAL(18,2)", 2),
  /** Seconds. A value is a {@code Long} of thousandths. */
  SECONDS("DECIMAL(18,3)", 3),
  /** A time in UTC. A value is a {@code Long} of microseconds since 1970. */
  TIME("TIMESTAMP"),
  /** True or false. */
  BOOLEAN("BOOLEAN"),
  /** A whole number. A value is a {@code Long}. */
  INTEGER("BIGINT");

  private final String sqlName;
  private final int scale;

  ColumnType(String sqlName) {
    this(sqlName, 0);
  }

  ColumnType(String sqlName, int scale) {
    this.sqlName = sqlName;
    this.scale = scale;
  }

  /** Returns the type's name in SQL, as in the documentation. */
  String sqlName() {
    return sqlName;
  }

  /** Returns the number of digits after the point of a decimal. */
  int scale() {
    return scale;
  }

  /** Returns the type of a column in a Parquet file. */
  PrimitiveType parquet(String column) {
    return switch (this) {
      case TEXT, JSON -> Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(column);
      case PRICE, COUNT, SECONDS ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(decimalType(scale, Decimals.DIGITS))
              .named(column);
      case TIME ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(timestampType(true, TimeUnit.MICROS))
              .named(column);
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column);
      case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(column);
    };
  }
}
