package dev.marketdata.kalshi.tables;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesAreDocumentedTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "data.md");
  private static final int CELLS = 4;

  static List<Table> tables() {
    return Tables.all();
  }

  /** Returns the rows below a table's heading, each with its cells. */
  private static List<String[]> rows(Table table) throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean isThere = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("#")) {
        isThere = line.equals("### `" + table.name() + "`");
      } else if (isThere && line.startsWith("| `")) {
        rows.add(line.substring(2, line.length() - 2).split(" \\| ", CELLS));
      }
    }
    return rows;
  }

  /** Returns the name in SQL of a column's type in a file. */
  private static String sqlName(Type column) {
    PrimitiveType type = column.asPrimitiveType();
    String logical = String.valueOf(type.getLogicalTypeAnnotation());
    return switch (logical) {
      case "STRING" -> "VARCHAR";
      case "TIMESTAMP(MICROS,true)" -> "TIMESTAMP";
      case "null" -> type.getPrimitiveTypeName().name().equals("INT64") ? "BIGINT" : "BOOLEAN";
      default -> logical;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void everyColumnOfTheFilesIsDocumentedWithItsType(Table table) throws IOException {
    assertThat(
        rows(table).stream().map(cells -> cells[0] + " " + cells[1]).toList(),
        is(
            table.parquet().getFields().stream()
                .map(column -> "`" + column.getName() + "` " + sqlName(column))
                .toList()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void everyColumnIsDocumentedWithItsField(Table table) throws IOException {
    assertThat(
        rows(table).stream().map(cells -> cells[2]).toList(),
        is(
            table.columns().stream()
                .map(column -> column.field().isEmpty() ? "computed" : "`" + column.field() + "`")
                .toList()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void everyColumnHasAMeaning(Table table) throws IOException {
    for (String[] cells : rows(table)) {
      assertThat(cells[0], cells[CELLS - 1].isBlank(), is(not(true)));
    }
  }
}
