package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tables.MadeTable;
import dev.marketdata.kalshi.tables.TablesPipeline;
import dev.marketdata.kalshi.tables.TablesProgress;
import dev.marketdata.kalshi.tables.TablesSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** The command {@code tables}: makes tables on this machine, and prints what it made. */
record TablesCommand(PrintStream out, PrintStream err, Clock clock) {

  private static final org.joda.time.Duration POLL_EVERY = org.joda.time.Duration.millis(200);
  private static final int MAX_SHOWN = 5;
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  /**
   * Runs the command.
   *
   * @return the exit status
   * @throws FlagException if a flag cannot be used, or the output has no runs
   */
  int run(CommandLine line) throws FlagException {
    TablesOptions options =
        FlagReader.read(TablesOptions.class, line.flags().toArray(String[]::new));
    TablesSettings settings = SettingsFromOptions.read(options, clock.instant());
    checkOutput(settings);
    NativeCode.load();
    DirectOptions direct = options.as(DirectOptions.class);
    // Reading has threads of its own.
    direct.setTargetParallelism(1);
    direct.setBlockOnRun(false);
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    Pipeline pipeline = Pipeline.create(options);
    TablesPipeline.build(pipeline, settings);
    Instant started = clock.instant();
    try {
      watch(pipeline.run());
    } catch (RuntimeException e) {
      List<MadeTable> made = made();
      if (!made.isEmpty()) {
        print(made, settings, started);
      }
      err.println(
          "kalshi: "
              + LocalRun.message(e)
              + ". Shards and finished tables are kept; run again to finish");
      return KalshiMain.FAILED;
    } finally {
      cleanUp(settings);
    }
    print(settings, started);
    return 0;
  }

  private static void cleanUp(TablesSettings settings) {
    try {
      TablesPipeline.cleanUp(settings);
    } catch (IOException e) {
      // A later run removes it.
      Logger.getLogger(TablesCommand.class.getName()).log(Level.FINE, "cleaning up", e);
    }
  }

  private void checkOutput(TablesSettings settings) throws FlagException {
    String output = settings.output().toString();
    try {
      if (settings.output().list("runs").isEmpty()) {
        throw FlagException.of("output", output, "has no runs; give the --output of collect");
      }
    } catch (IOException e) {
      throw FlagException.of("output", output, "cannot be read: " + Excerpt.of(e));
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate to = settings.to();
    if (to != null && !to.isBefore(today)) {
      err.println("kalshi: " + today + " is not over; what comes later goes into files of its own");
    }
  }

  /** Waits for the end, and shows how far it is; throws what the task threw. */
  private void watch(PipelineResult result) {
    boolean terminal = Boolean.getBoolean(KalshiMain.TERMINAL);
    TablesProgress progress = TablesProgress.ofJvm();
    Instant last = clock.instant();
    long shown = 0;
    while (true) {
      PipelineResult.State state = result.waitUntilFinish(POLL_EVERY);
      boolean ended = state != null && state.isTerminal();
      long read = progress.read();
      boolean isTime = terminal || !clock.instant().isBefore(last.plus(LINE_EVERY));
      if (!ended && isTime && read != shown) {
        String line =
            SummaryTable.number(read)
                + " of "
                + SummaryTable.number(progress.planned())
                + " shards read";
        err.print(terminal ? "\r\u001b[K" + line : line + "\n");
        err.flush();
        last = clock.instant();
        shown = read;
      }
      if (ended) {
        if (terminal && shown > 0) {
          err.print("\r\u001b[K");
        }
        return;
      }
    }
  }

  private void print(TablesSettings settings, Instant started) {
    List<MadeTable> made = made();
    if (made.isEmpty()) {
      out.println(
          settings.from() == null
              ? "nothing to do: every closed day has its tables. --date=DAY makes those of an open day"
              : "nothing to do: no finished run stored anything in that time that is not in tables");
    } else {
      print(made, settings, started);
    }
    printLeftOut();
  }

  private static List<MadeTable> made() {
    return TablesProgress.ofJvm().take().stream()
        // Of runs whose shards were all there: only the manifest is new.
        .filter(table -> table.shards() > 0 || table.rows() > 0)
        .sorted(
            Comparator.comparing(MadeTable::date)
                .thenComparing(MadeTable::table)
                .thenComparing(MadeTable::batch))
        .toList();
  }

  /** What an earlier call left out stays out, so it is told again. */
  private void printLeftOut() {
    List<String> broken = TablesProgress.ofJvm().takeLeftOutBefore();
    broken.stream()
        .sorted()
        .limit(MAX_SHOWN)
        .forEach(shard -> out.println("left out of a complete table: " + shard));
    if (broken.size() > MAX_SHOWN) {
      out.printf(Locale.ROOT, "and %,d more broken shards%n", broken.size() - MAX_SHOWN);
    }
    for (RunId run : TablesProgress.ofJvm().takeUnfinished()) {
      out.println(
          "not in tables yet: the shards of the run "
              + run.name()
              + ", which was killed or is still running; they are added a day after its start");
    }
  }

  private void print(List<MadeTable> made, TablesSettings settings, Instant started) {
    out.printf(
        Locale.ROOT,
        "%-12s  %-10s  %9s  %10s  %5s  %13s  %6s%n",
        "table",
        "date",
        "shards",
        "rows",
        "files",
        "bytes",
        "broken");
    for (MadeTable table : made) {
      out.printf(
          Locale.ROOT,
          "%-12s  %-10s  %,9d  %,10d  %,5d  %,13d  %,6d%s%n",
          table.table(),
          table.date(),
          table.shards(),
          table.rows(),
          table.files(),
          table.bytes(),
          table.brokenShards(),
          table.batch().startsWith("late-") ? "  late" : "");
    }
    long read = made.stream().mapToLong(MadeTable::rowsRead).sum();
    long rows = made.stream().mapToLong(MadeTable::rows).sum();
    long elsewhere = made.stream().mapToLong(MadeTable::elsewhere).sum();
    out.printf(
        Locale.ROOT,
        "rows read: %,d = %,d in the files + %,d of another day or repeated%n",
        read,
        rows,
        elsewhere);
    long unfit = made.stream().mapToLong(MadeTable::unfit).sum();
    if (unfit > 0) {
      out.printf(
          Locale.ROOT,
          "values that do not fit their column: %,d (null there, whole in raw; see does_not_fit in"
              + " the manifest)%n",
          unfit);
    }
    made.stream()
        .flatMap(table -> table.broken().stream())
        .distinct()
        .forEach(shard -> out.println("broken: " + shard));
    out.printf(
        Locale.ROOT,
        "elapsed: %.1f s; tables: %s%n",
        Duration.between(started, clock.instant()).toMillis() / 1000.0,
        settings.output().resolve("tables"));
  }
}
