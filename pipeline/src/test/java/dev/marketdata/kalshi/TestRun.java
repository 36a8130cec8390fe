package dev.marketdata.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.kalshi.ApiRoot;
import dev.marketdata.kalshi.kalshi.BudgetSettings;
import dev.marketdata.kalshi.kalshi.CredentialSources;
import dev.marketdata.kalshi.kalshi.KalshiSettings;
import dev.marketdata.kalshi.kalshi.MarketSelection;
import dev.marketdata.kalshi.kalshi.QuickClients;
import dev.marketdata.kalshi.runs.RunFailedException;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.shards.Slot;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;

/** Runs the whole job on this machine and reads back what it left in a folder. */
final class TestRun {

  static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));

  /** Beam's own property for the flags of another engine, a JSON array. */
  private static final String ENGINE = "beamTestPipelineOptions";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KalshiSimulator kalshi;
  private final Path folder;
  private Slot slot = SLOT;
  private @Nullable CredentialSources credentials;
  private @Nullable BigDecimal requestsPerSecond = new BigDecimal(1_000);
  private Instant deadline = Instant.now().plus(Duration.ofHours(1));
  private boolean orderBooks;
  private BigDecimal maxFailedFraction = BigDecimal.ZERO;
  private int runs;

  /** Reads unsigned and fast; keeps everything under the folder. */
  TestRun(KalshiSimulator kalshi, Path folder) {
    this.kalshi = kalshi;
    this.folder = folder;
  }

  /** Signs, and spends nine tenths of what the account may. */
  TestRun signedBy(SimulatorKeys keys) {
    credentials = QuickClients.credentials(folder, keys);
    requestsPerSecond = null;
    return this;
  }

  TestRun slot(Instant time) {
    slot = new Slot(time);
    return this;
  }

  TestRun deadline(Instant time) {
    deadline = time;
    return this;
  }

  TestRun withOrderBooks() {
    orderBooks = true;
    return this;
  }

  TestRun allowing(String failedFraction) {
    maxFailedFraction = new BigDecimal(failedFraction);
    return this;
  }

  Left collect(String... lines) throws IOException {
    return collect(List.of(lines));
  }

  Left collect(List<String> lines) throws IOException {
    Path tickers = folder.resolve("tickers.txt");
    Files.write(tickers, lines);
    runs++;
    RunId run = new RunId(slot, "test", slot.time().plusSeconds(runs));
    RunSettings settings =
        new RunSettings(
            run,
            new TickerFiles(tickers.toString()),
            new OutputRoot(output().toString()),
            new KalshiSettings(
                run.name() + folder,
                new ApiRoot(kalshi.url().toString()),
                credentials,
                new BudgetSettings(new BigDecimal("0.9"), requestsPerSecond),
                deadline),
            new FetchRules(
                new MarketSelection(Set.of(), slot.time().minus(Duration.ofHours(4)), false),
                orderBooks),
            maxFailedFraction);
    Files.createDirectories(output());
    Pipeline pipeline = Pipeline.create(engine());
    MarketDataPipeline.build(pipeline, settings);
    Throwable failure = null;
    try {
      pipeline.run().waitUntilFinish();
    } catch (RuntimeException e) {
      // Each engine wraps it in its own way.
      failure = e;
      if (lastStep(failure).isEmpty()) {
        throw e;
      }
    }
    return read(output().resolve(run.folder()), failure);
  }

  Path output() {
    return folder.resolve("output");
  }

  /** Returns every file under a dataset's folder by its path under the output root. */
  Map<String, String> files(String dataset) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : paths(dataset)) {
      contents.put(
          output().relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
    }
    return contents;
  }

  /** Returns the files under a dataset's folder. */
  List<Path> paths(String dataset) throws IOException {
    Path root = output().resolve(dataset);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Returns the tickers that have a shard in this slot, sorted. */
  List<String> shards(String dataset) throws IOException {
    return files(dataset).keySet().stream()
        .filter(path -> path.endsWith("/" + slot.stamp() + ".json"))
        .map(path -> path.replaceFirst(".*/ticker=([^/]+)/.*", "$1"))
        .sorted()
        .toList();
  }

  /** Returns the text of a market's shard in this slot. */
  String shard(String ticker) throws IOException {
    return files("market_data")
        .getOrDefault(
            "market_data/ticker=" + ticker + "/date=" + slot.date() + "/" + slot.stamp() + ".json",
            "none");
  }

  private static PipelineOptions engine() throws IOException {
    // Pages are arrays of bytes, equal to themselves only, which the DirectRunner's check takes for
    // a flaw.
    String flags = System.getProperty(ENGINE, "[\"--enforceImmutability=false\"]");
    return PipelineOptionsFactory.fromArgs(JSON.readValue(flags, String[].class)).create();
  }

  private static Left read(Path run, @Nullable Throwable failure) throws IOException {
    return new Left(
        run,
        RunSummary.fromJson(Files.readAllBytes(run.resolve("summary.json"))),
        lines(run.resolve("misses.ndjson")),
        lines(run.resolve("shards.ndjson")),
        Files.readAllLines(run.resolve("failed.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList(),
        failure);
  }

  private static Optional<RunFailedException> lastStep(@Nullable Throwable failure) {
    return Stream.<@Nullable Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(RunFailedException.class::isInstance)
        .map(RunFailedException.class::cast)
        .findFirst();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** What a run left in its own folder, and how it ended. */
  record Left(
      Path folder,
      RunSummary summary,
      List<JsonNode> misses,
      List<JsonNode> receipts,
      List<String> failed,
      @Nullable Throwable failure) {

    /** Returns {@code SELECTOR reason} for each miss, sorted. */
    List<String> missed() {
      return misses.stream()
          .map(miss -> miss.get("selector").asText() + " " + miss.get("reason").asText())
          .sorted()
          .toList();
    }

    /** Returns why the run failed, in the words of its last step. */
    String whyFailed() {
      return lastStep(failure).map(Throwable::getMessage).orElse("it did not");
    }
  }
}
