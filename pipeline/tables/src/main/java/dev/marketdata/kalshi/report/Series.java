package dev.marketdata.kalshi.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table of numbers whose first column is a time. It grows by rows. */
final class Series {

  /** Stands for no value. */
  static final long NONE = Long.MIN_VALUE;

  private static final int FIRST_ROWS = 16;

  private final long[][] columns;
  private int size;

  Series(int columns) {
    this.columns = new long[columns][FIRST_ROWS];
  }

  /** Returns a number as a row has it: a null is {@link #NONE}. */
  static long of(@Nullable Object value) {
    return value instanceof Long number ? number : NONE;
  }

  /** Adds a row. */
  void add(long... row) {
    if (size == columns[0].length) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = Arrays.copyOf(columns[i], size * 2);
      }
    }
    for (int i = 0; i < columns.length; i++) {
      columns[i][size] = row[i];
    }
    size++;
  }

  int size() {
    return size;
  }

  int columns() {
    return columns.length;
  }

  long get(int column, int row) {
    return columns[column][row];
  }

  /** Sorts the rows by their time. Most are in that order. */
  void sort() {
    for (int i = 1; i < size; i++) {
      if (columns[0][i - 1] > columns[0][i]) {
        int[] order =
            IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparing(row -> columns[0][row]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int c = 0; c < columns.length; c++) {
          long[] column = columns[c];
          columns[c] = Arrays.stream(order).mapToLong(row -> column[row]).toArray();
        }
        return;
      }
    }
  }

  /** Returns the last row at or before a time; -1 if there is none. */
  int at(long time) {
    int place = Arrays.binarySearch(columns[0], 0, size, time);
    if (place < 0) {
      return -place - 2;
    }
    while (place + 1 < size && columns[0][place + 1] == time) {
      place++;
    }
    return place;
  }
}
