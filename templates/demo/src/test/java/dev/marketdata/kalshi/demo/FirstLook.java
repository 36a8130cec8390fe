package dev.marketdata.kalshi.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The code of {@code docs/first-look.md}, in the output of a demo. */
record FirstLook(Path output) {

  private static final Path DOCS = Path.of("..", "..", "docs");

  /** Returns the blocks of a language, in order. */
  static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(DOCS.resolve("first-look.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Returns the number of rows of each question. */
  List<Integer> answers() throws IOException, SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET file_search_path = '" + output + "'");
      statement.execute(Files.readString(DOCS.resolve("queries/duckdb.sql")));
      return blocks("sql").stream().map(sql -> rows(statement, sql)).toList();
    }
  }

  private static int rows(Statement statement, String sql) {
    try (ResultSet rows = statement.executeQuery(sql)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Returns whether Python and its libraries are there. */
  static boolean hasPython() throws IOException, InterruptedException {
    try {
      return python(Path.of("."), "import duckdb, matplotlib, pandas, pyarrow").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the Python code as in one session, and returns what it printed. */
  String runPython() throws IOException, InterruptedException {
    Path views = output.resolveSibling("docs/queries/duckdb.sql");
    Files.createDirectories(views.getParent());
    Files.copy(DOCS.resolve("queries/duckdb.sql"), views);
    return python(output, String.join("\n", blocks("python")));
  }

  private static String python(Path folder, String code) throws IOException, InterruptedException {
    Path log = Files.createTempFile("python-", ".log");
    try {
      ProcessBuilder python = new ProcessBuilder("python3", "-c", code).directory(folder.toFile());
      // Without a screen.
      python.environment().put("MPLBACKEND", "Agg");
      Process process = python.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "it did not end";
      }
      return Files.readString(log, UTF_8);
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
