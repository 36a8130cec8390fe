package dev.marketdata.kalshi.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.ParseResumeLocation;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import com.google.zetasql.SqlException;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLOptions.LanguageFeature;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSQLType.TypeKind;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedAssertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateExternalTableStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithPartitionColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Analyses {@code bigquery.sql} with ZetaSQL, the analyser of BigQuery: syntax, names, types. */
@Timeout(60)
class BigQueryQueriesTest {

  private static final Path SQL = Path.of("..", "..", "docs", "queries", "bigquery.sql");

  private final AnalyzerOptions options = new AnalyzerOptions();
  private final SimpleCatalog root = new SimpleCatalog("project");
  private final SimpleCatalog dataset = root.addNewSimpleCatalog("DATASET");
  private final Map<String, Map<String, String>> tables = new HashMap<>();

  /**
   * Returns the statements of the script, without its blocks and dates. The analyser reads
   * statements only. A view of a part without files is made again, with the same columns.
   */
  private static String script() throws IOException {
    return Files.readString(SQL)
        .replaceAll("(?m)^(BEGIN|EXCEPTION WHEN ERROR THEN|END;)$", "")
        .replace("FIRST_OPEN_DAY", "1970-01-01");
  }

  /** Returns the names of the tables and views that the statements create, in order. */
  private Set<String> created(String sql) {
    LanguageOptions language = options.getLanguageOptions();
    language.setProductMode(ProductMode.PRODUCT_EXTERNAL);
    language.enableMaximumLanguageFeatures();
    language.enableLanguageFeature(
        LanguageFeature.FEATURE_CREATE_EXTERNAL_TABLE_WITH_TABLE_ELEMENT_LIST);
    language.enableLanguageFeature(
        LanguageFeature.FEATURE_CREATE_EXTERNAL_TABLE_WITH_PARTITION_COLUMNS);
    language.setSupportsAllStatementKinds();
    try {
      root.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(language));
    } catch (LinkageError | ServiceConfigurationError e) {
      abort("ZetaSQL has no native code for this machine: " + e);
    }
    Set<String> names = new LinkedHashSet<>();
    ParseResumeLocation at = new ParseResumeLocation(sql);
    int length = sql.stripTrailing().getBytes(UTF_8).length;
    while (at.getBytePosition() < length) {
      ResolvedStatement statement = Analyzer.analyzeNextStatement(at, options, root);
      if (!(statement instanceof ResolvedAssertStmt)) {
        names.add(add(statement));
      }
    }
    return names;
  }

  /** Makes a table or view known to the next statements. */
  private String add(ResolvedStatement statement) {
    if (statement instanceof ResolvedCreateExternalTableStmt external) {
      SimpleTable table = new SimpleTable(external.getNamePath().get(1));
      external
          .getColumnDefinitionList()
          .forEach(column -> table.addSimpleColumn(column.getName(), column.getType()));
      ResolvedWithPartitionColumns partitions = external.getWithPartitionColumns();
      if (partitions != null) {
        partitions
            .getColumnDefinitionList()
            .forEach(column -> table.addSimpleColumn(column.getName(), column.getType()));
      }
      table.addSimpleColumn(
          new SimpleColumn(
              table.getName(),
              "_FILE_NAME",
              TypeFactory.createSimpleType(TypeKind.TYPE_STRING),
              /* isPseudoColumn= */ true,
              /* isWriteableColumn= */ false));
      return known(table);
    }
    ResolvedCreateViewStmt view = (ResolvedCreateViewStmt) statement;
    SimpleTable table = new SimpleTable(view.getNamePath().get(1));
    view.getOutputColumnList()
        .forEach(column -> table.addSimpleColumn(column.getName(), column.getColumn().getType()));
    return known(table);
  }

  private String known(SimpleTable table) {
    Map<String, String> columns = new LinkedHashMap<>();
    table
        .getColumnList()
        .forEach(column -> columns.put(column.getName(), column.getType().getKind().name()));
    Map<String, String> before = tables.putIfAbsent(table.getName(), columns);
    if (before == null) {
      dataset.addSimpleTable(table);
    } else {
      assertThat(table.getName(), columns, is(before));
    }
    return table.getName();
  }

  @Test
  void everyStatementIsAcceptedByGooglesAnalyser() throws IOException {
    assertThat(
        created(script()),
        hasItems(
            "market_data",
            "prices",
            "last_state",
            "candles_1m",
            "candles_1m_filled",
            "trades",
            "settlements",
            "movers",
            "runs"));
  }

  @Test
  void aColumnThatDoesNotExistIsRefused() throws IOException {
    String wrong = script().replaceAll("\\breceived_at,", "receive_at,");

    assertThat(
        assertThrows(SqlException.class, () -> created(wrong)).getMessage(),
        containsString("receive_at"));
  }
}
