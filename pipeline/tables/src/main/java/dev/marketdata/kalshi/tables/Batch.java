package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one day that are made together: those of the tables that {@link Tables#of} names.
 *
 * @param dataset the dataset whose shards they are made from, or {@code settlements} for results
 *     that the runs of another day found
 * @param name {@link #BASE}, or {@code late-} and a hash of the runs that it is made from
 */
record Batch(String dataset, LocalDate day, String name) implements Serializable {

  static final String BASE = "base";
  static final String LATE = "late-";

  private static final Pattern MANIFEST = Pattern.compile("_manifest-(.+)\\.json");
  private static final Pattern PLAN = Pattern.compile("_plan-(.+)\\.json");

  static String folder(String table, LocalDate day) {
    return "tables/" + table + "/date=" + day;
  }

  String manifest(String table) {
    return folder(table, day) + "/_manifest-" + name + ".json";
  }

  String plan() {
    return folder(dataset, day) + "/_plan-" + name + ".json";
  }

  String file(String table, int part) {
    return String.format(Locale.ROOT, "%s/%s-%04d.parquet", folder(table, day), name, part);
  }

  /** Returns the batch that a file name is the manifest of; empty if of none. */
  static String ofManifest(String file) {
    return match(MANIFEST, file);
  }

  /** Returns the batch that a file name is the plan of; empty if of none. */
  static String ofPlan(String file) {
    return match(PLAN, file);
  }

  private static String match(Pattern pattern, String file) {
    Matcher matcher = pattern.matcher(file);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
