package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Checks a finished run, with or without faults: it has a summary, every expected market is stored
 * or is a miss, the counts are correct, and every shard is complete and correct.
 */
public final class RunCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SHARD =
      Pattern.compile(
          "market_data/ticker=([^/]+)/date=(\\d{4}-\\d\\d-\\d\\d)/(\\d{8}T\\d{6}Z).json");

  private final ExpectedMarkets expected;
  private final Map<String, JsonNode> markets = new TreeMap<>();

  /**
   * Learns from a run in which nothing went wrong.
   *
   * @param quiet its files by path
   */
  public RunCheck(ExpectedMarkets expected, Map<String, String> quiet) throws IOException {
    this.expected = expected;
    for (Map.Entry<String, String> file : quiet.entrySet()) {
      Matcher shard = SHARD.matcher(file.getKey());
      if (shard.matches()) {
        markets.put(shard.group(1), JSON.readTree(file.getValue()).get("market"));
      }
    }
    assertThat(List.copyOf(markets.keySet()), is(expected.allMarkets()));
  }

  /** Makes a run without faults, and compares with its files. */
  static RunCheck quietly(ExpectedMarkets expected, Path folder) throws IOException {
    try (KalshiSimulator quiet = KalshiSimulator.start(expected.exchange())) {
      TestRun run = new TestRun(quiet, folder);
      TestRun.Left unused = run.collect(expected.selectors());
      return new RunCheck(expected, run.files(""));
    }
  }

  /**
   * Checks a run.
   *
   * @param files all files under the output root by path
   * @param run the run's folder under the output root
   */
  public RunSummary check(Map<String, String> files, String run) throws IOException {
    shardsAreWhole(files);
    String written = files.getOrDefault(run + "/summary.json", "");
    assertThat("there is a summary", written.isEmpty(), is(false));
    RunSummary summary = RunSummary.fromJson(written.getBytes(StandardCharsets.UTF_8));
    List<JsonNode> receipts = lines(files, run + "/shards.ndjson");
    List<JsonNode> misses = lines(files, run + "/misses.ndjson");
    everyReceiptIsTrue(files, receipts);
    everythingIsAccountedFor(receipts, misses);
    sumsAreRight(summary, receipts, misses);
    return summary;
  }

  /** Checks the shards of a run that may not be finished. */
  public void shardsAreWhole(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (!file.getKey().startsWith("market_data/")) {
        continue;
      }
      assertThat(file.getKey(), matchesRegex(SHARD));
      assertThat(file.getKey(), file.getValue(), matchesRegex("\\{[^\\n]*\\}\\n"));
      Matcher path = SHARD.matcher(file.getKey());
      JsonNode shard = JSON.readTree(file.getValue());
      String ticker = shard.get("market_ticker").asText();
      assertThat(path.matches(), is(true));
      assertThat(ticker, is(path.group(1)));
      assertThat(shard.get("slot").asText().replaceAll("[-:]", ""), is(path.group(3)));
      assertThat(file.getKey(), shard.get("market"), is(markets.get(ticker)));
    }
  }

  private static void everyReceiptIsTrue(Map<String, String> files, List<JsonNode> receipts) {
    Set<String> paths = new HashSet<>();
    for (JsonNode receipt : receipts) {
      String path = receipt.get("path").asText();
      byte[] bytes = files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
      assertThat("a second receipt for " + path, paths.add(path), is(true));
      assertThat(path, receipt.get("bytes").asInt(), is(bytes.length));
      assertThat(path, receipt.get("crc32c").asText(), is(crc32c(bytes)));
      if (receipt.get("outcome").asText().equals("stored")) {
        assertThat(files.get(path), containsString("\"source\":" + receipt.get("source") + ","));
      }
    }
  }

  private void everythingIsAccountedFor(List<JsonNode> receipts, List<JsonNode> misses) {
    Set<String> accounted = new TreeSet<>();
    receipts.forEach(receipt -> accounted.add(receipt.get("ticker").asText()));
    List<String> missed = new ArrayList<>();
    for (JsonNode miss : misses) {
      String selector = miss.get("selector").asText();
      missed.add(selector + " " + miss.get("ticker").asText());
      accounted.addAll(expected.marketsOf(selector));
    }
    assertThat(missed, is(missed.stream().distinct().toList()));
    assertThat(List.copyOf(accounted), is(expected.allMarkets()));
    assertThat(
        misses.stream().map(miss -> miss.get("selector").asText()).toList(),
        everyItem(is(in(expected.selectors()))));
    List<String> silent = new ArrayList<>(expected.unknown());
    misses.forEach(miss -> silent.remove(miss.get("selector").asText()));
    assertThat("unknown, and not said to be", silent, is(empty()));
  }

  private static void sumsAreRight(
      RunSummary summary, List<JsonNode> receipts, List<JsonNode> misses) {
    Map<String, Long> outcomes = count(receipts, "outcome");
    assertThat(summary.shards(Datasets.MARKETS).stored(), is(outcomes.getOrDefault("stored", 0L)));
    assertThat(
        summary.shards(Datasets.MARKETS).alreadyThere(),
        is(outcomes.getOrDefault("already_there", 0L)));
    Map<String, Long> reasons = new TreeMap<>(summary.misses());
    reasons.values().removeIf(count -> count == 0);
    assertThat(reasons, is(count(misses, "reason")));
  }

  private static Map<String, Long> count(List<JsonNode> lines, String field) {
    Map<String, Long> counts = new TreeMap<>();
    lines.forEach(line -> counts.merge(line.get(field).asText(), 1L, Long::sum));
    return counts;
  }

  private static List<JsonNode> lines(Map<String, String> files, String path) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : files.getOrDefault(path, "").lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int sum = (int) crc.getValue();
    byte[] big = {(byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum};
    return Base64.getEncoder().encodeToString(big);
  }
}
