package dev.marketdata.kalshi.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.template.KalshiMain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows the whole product: the runs of the last two days, a run of now with all candlesticks and
 * trades, and what can be made of their shards. Of a folder that has a demo's data, it runs the
 * slots since then.
 */
final class Demo {

  /** The beginnings of the names of markets that have a result before the demo ends. */
  private static final List<String> SETTLED = List.of("KXHIGHCHI-26NOV22-", "KXLOWTNYC-26NOV22-");

  private static final Logger OWN_LOGS = Logger.getLogger("dev.marketdata.kalshi");
  private static final String INCLUDE = "--include=";
  private static final String CATCH_UP = "--catchUp=";
  private static final List<String> COLLECTED_LATER = List.of("candlesticks", "trades");
  private static final List<String> NOT_OF_EARLIER_RUNS =
      List.of(INCLUDE, CATCH_UP, "--slot=", "--deadline=", "--notify=", "--ping=");
  private static final int PARTS_BEFORE_THE_RUN = 40;

  private final KalshiSimulator kalshi;
  private final SimulatedExchange exchange;
  private final DemoClock clock;
  private final Story story;
  private final RunHistory history;
  private final byte[] input;
  private final PrintStream out;
  private final PrintStream err;
  private boolean settled;

  /**
   * Creates a demo.
   *
   * @param clock the clock of the exchange
   * @param history the runs under the output
   * @param input what {@code --tickers=-} reads
   */
  Demo(
      KalshiSimulator kalshi,
      SimulatedExchange exchange,
      DemoClock clock,
      Story story,
      RunHistory history,
      byte[] input,
      PrintStream out,
      PrintStream err) {
    this.kalshi = kalshi;
    this.exchange = exchange;
    this.clock = clock;
    this.story = story;
    this.history = history;
    this.input = input;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the demo.
   *
   * @param now the time of the last run
   * @param flags tickers and flags of a run, with the exchange and the key
   * @return the exit status
   */
  int run(Instant now, List<String> flags) throws IOException {
    int status = story.slots().isEmpty() ? 0 : runEarlierSlots(flags);
    if (status != 0) {
      return status;
    }
    settleUntil(now);
    clock.moveTo(now);
    if (!story.slots().isEmpty()) {
      out.println("\nA run of now, which also collects the candlesticks and trades since then:\n");
    }
    status = program(out, err).run(withDefault("collect", flags, CATCH_UP + "P2D"));
    return status == 0 ? showWhatCanBeMade(now, flags) : status;
  }

  private int showWhatCanBeMade(Instant now, List<String> flags) {
    List<String> common = only(flags, "--output=", "--interval=", "--gcsEndpoint=");
    List<String> days = new ArrayList<>(common);
    days.add("--from=" + LocalDate.ofInstant(story.begin(), ZoneOffset.UTC));
    days.add("--to=" + LocalDate.ofInstant(now, ZoneOffset.UTC));
    List<String> ofJob = new ArrayList<>(common);
    ofJob.addAll(only(flags, "--jobName="));
    int status = show("Tables of these shards", "tables", days);
    status = status == 0 ? show("What there is, slot by slot", "coverage", ofJob) : status;
    status = status == 0 ? show("A page to open in a browser", "report", ofJob) : status;
    if (status == 0) {
      out.println("\nNext:");
      out.println("  docs/first-look.md  questions in SQL, and a chart of your own");
      out.println("  ./kalshi collect series:KXHIGHNY --output=data  real markets");
    }
    return status;
  }

  private int show(String what, String command, List<String> flags) {
    out.println("\n" + what + " (./kalshi " + command + "):\n");
    return program(out, err).run(line(command, flags));
  }

  private int runEarlierSlots(List<String> flags) throws IOException {
    out.println(
        "A simulated exchange, with made-up markets and prices. "
            + (story.isNew()
                ? "The last " + story.slots().size() + " slots:\n"
                : "Since the last demo:\n"));
    SlotLines lines = new SlotLines(out);
    Level before = OWN_LOGS.getLevel();
    // Their warnings are about what is shown here in a line.
    OWN_LOGS.setLevel(Level.OFF);
    try {
      for (Instant slot : story.slots()) {
        if (story.hasNoRun(slot)) {
          lines.add(slot, false, "as if this machine was off");
          continue;
        }
        progress("  " + slot);
        int status = runSlot(slot, flags);
        if (status != 0) {
          return status;
        }
        progress("");
        lines.add(slot, true, result(slot));
      }
    } finally {
      OWN_LOGS.setLevel(before);
    }
    lines.print();
    return 0;
  }

  /** Shows what is being done, on a terminal. */
  private void progress(String text) {
    if (Boolean.getBoolean("kalshi.terminal")) {
      err.print("\r\u001b[K" + text);
      err.flush();
    }
  }

  /** Runs one slot of the past as it would have been then, without waiting. */
  private int runSlot(Instant slot, List<String> flags) {
    settleUntil(slot);
    clock.moveTo(slot.plus(story.interval().dividedBy(PARTS_BEFORE_THE_RUN)));
    boolean isDown = story.hasOutage(slot);
    if (isDown) {
      kalshi.faults().maintenanceUntil(slot.plus(story.lengthOfOutage()));
    }
    List<String> ofSlot = new ArrayList<>(flags);
    ofSlot.removeAll(only(flags, NOT_OF_EARLIER_RUNS.toArray(String[]::new)));
    for (String include : only(flags, INCLUDE)) {
      ofSlot.add(
          Stream.of(include.substring(INCLUDE.length()).split(",", -1))
              .filter(name -> !COLLECTED_LATER.contains(name.strip()))
              .collect(Collectors.joining(",", INCLUDE, "")));
    }
    ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    PrintStream quiet = new PrintStream(complaint, true, StandardCharsets.UTF_8);
    int status =
        KalshiMain.at(
                clock.skipping(),
                new ByteArrayInputStream(input),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                quiet)
            .run(line("collect", ofSlot));
    if (status != 0 && !isDown) {
      progress("");
      err.print(complaint.toString(StandardCharsets.UTF_8));
      return status;
    }
    return 0;
  }

  private String result(Instant slot) throws IOException {
    RunId run =
        history.since(slot).stream()
            .filter(each -> each.slot().time().equals(slot))
            .max(Comparator.comparing(RunId::startedAt))
            .orElseThrow();
    JsonNode summary = history.summaryOf(run);
    if (summary == null || summary.path("stopped_by").isTextual()) {
      return "failed: Kalshi was down";
    }
    long count = summary.path("markets").path("stored").asLong();
    String markets = count + (count == 1 ? " market" : " markets");
    JsonNode outage = summary.path("outages").path(0);
    if (!outage.path("to").isTextual()) {
      return markets;
    }
    Duration down =
        Duration.between(
            Instant.parse(outage.path("from").asText()), Instant.parse(outage.path("to").asText()));
    return markets + ", after " + down.toMinutes() + " minutes: Kalshi was down";
  }

  /** Some markets close and have a result at a certain time. */
  private void settleUntil(Instant time) {
    if (!settled && !time.isBefore(story.results())) {
      settled = true;
      clock.moveTo(story.results());
      exchange.tickers().stream()
          .filter(market -> SETTLED.stream().anyMatch(market::startsWith))
          .forEach(market -> exchange.state(market, MarketState.FINALIZED));
    }
  }

  private KalshiMain program(PrintStream toOut, PrintStream toErr) {
    return KalshiMain.at(clock.waiting(), new ByteArrayInputStream(input), toOut, toErr);
  }

  private static List<String> only(List<String> flags, String... starts) {
    return flags.stream().filter(flag -> Stream.of(starts).anyMatch(flag::startsWith)).toList();
  }

  private static String[] withDefault(String command, List<String> flags, String usual) {
    List<String> all = new ArrayList<>(flags);
    if (only(flags, usual.substring(0, usual.indexOf('=') + 1)).isEmpty()) {
      all.add(usual);
    }
    return line(command, all);
  }

  static String[] line(String command, List<String> flags) {
    return Stream.concat(Stream.of(command), flags.stream()).toArray(String[]::new);
  }
}
