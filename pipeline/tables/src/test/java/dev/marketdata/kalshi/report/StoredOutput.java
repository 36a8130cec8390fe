package dev.marketdata.kalshi.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** An output folder as runs leave it, and the report of it. */
final class StoredOutput {

  static final String JOB = "kalshi-market-data";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration INTERVAL = Duration.ofHours(2);

  private final Path root;

  StoredOutput(Path root) {
    this.root = root;
  }

  ReportSettings settings() {
    return ReportSettings.ofLastDays(new OutputRoot(root.toString()), JOB, INTERVAL);
  }

  Report report() throws IOException {
    return Report.of(settings());
  }

  /** Writes the page, and returns where it is. */
  Path write() throws IOException {
    report().write(settings().output());
    return root.resolve(Report.PATH);
  }

  /** Returns the data that the page's script reads. */
  static JsonNode data(Report report) throws IOException {
    String start = "id=\"data\">";
    int from = report.html().indexOf(start) + start.length();
    String text = report.html().substring(from, report.html().indexOf("</script>", from));
    return JSON.readTree(
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text))));
  }

  /** Begins a run of a slot, a minute after it. */
  Run run(String slot) {
    Instant time = Instant.parse(slot);
    return new Run(new RunId(new Slot(time), JOB, time.plusSeconds(60)));
  }

  /** A run that is being written. */
  final class Run {

    private final RunId run;
    private final StringBuilder receipts = new StringBuilder();
    private int markets;

    private Run(RunId run) {
      this.run = run;
    }

    /** Stores a market with quotes and a volume. */
    Run market(String ticker, String title, String bid, String ask, String volume)
        throws IOException {
      return market(
          ticker,
          JSON.createObjectNode()
              .put("event_ticker", ticker.replaceFirst("-[^-]*$", ""))
              .put("title", title)
              .put("status", "active")
              .put("yes_bid_dollars", bid)
              .put("yes_ask_dollars", ask)
              .put("last_price_dollars", bid)
              .put("volume_fp", volume)
              .put("rules_primary", "If it happens, then the market resolves to Yes."));
    }

    /** Stores a market that has settled. */
    Run settled(String ticker, String result, String at) throws IOException {
      return market(
          ticker,
          JSON.createObjectNode()
              .put("event_ticker", "KXOLD-1")
              .put("title", "A market that has settled")
              .put("status", "finalized")
              .put("result", result)
              .put("settlement_ts", at)
              .put("settlement_value_dollars", result.equals("yes") ? "1.0000" : "0.0000")
              .put("yes_bid_dollars", "0.0000")
              .put("yes_ask_dollars", "1.0000"));
    }

    Run market(String ticker, ObjectNode market) throws IOException {
      markets++;
      return shard("market_data", ticker, "market", market);
    }

    /** Stores candles with a quote, the first a minute after the start of the window. */
    Run candles(String ticker, int count, String bid, String ask) throws IOException {
      ArrayNode candles = JSON.createArrayNode();
      long start = run.slot().time().minus(INTERVAL).getEpochSecond();
      for (int i = 1; i <= count; i++) {
        ObjectNode candle = candles.addObject().put("end_period_ts", start + 60L * i);
        candle.putObject("yes_bid").put("close_dollars", bid);
        candle.putObject("yes_ask").put("close_dollars", ask);
        candle.putObject("price").put("close_dollars", bid);
        candle.put("volume_fp", "2.00");
      }
      return shard("candlesticks", ticker, "candlesticks", candles);
    }

    Run trade(String ticker, String price, String count) throws IOException {
      ArrayNode trades = JSON.createArrayNode();
      trades
          .addObject()
          .put("trade_id", ticker + run.name())
          .put("created_time", run.slot().time().minusSeconds(60).toString())
          .put("yes_price_dollars", price)
          .put("count_fp", count)
          .put("taker_outcome_side", "yes");
      return shard("trades", ticker, "trades", trades);
    }

    private Run shard(String dataset, String ticker, String member, JsonNode content)
        throws IOException {
      ObjectNode shard =
          JSON.createObjectNode()
              .put("schema", 1)
              .put("market_ticker", ticker)
              .put("slot", run.slot().toString())
              .put("received_at", run.startedAt().plusSeconds(1).toString())
              .put("source", "live");
      shard.set(member, content);
      return file(dataset, ticker, JSON.writeValueAsString(shard));
    }

    /** Stores any text in place of a shard. */
    Run file(String dataset, String ticker, String text) throws IOException {
      String path = new ShardPath(dataset, run.slot()).of(new Ticker(ticker));
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text + "\n");
      receipts.append(
          JSON.createObjectNode()
              .put("path", path)
              .put("ticker", ticker)
              .put("outcome", "stored")
              .put("source", "live"));
      receipts.append('\n');
      return this;
    }

    void finish() throws IOException {
      finish("complete");
    }

    /** Writes what a run writes at its end, ten seconds after its start. */
    void finish(String verdict) throws IOException {
      Path folder = root.resolve(run.folder());
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("shards.ndjson"), receipts);
      Files.writeString(folder.resolve("misses.ndjson"), "");
      ObjectNode summary =
          JSON.createObjectNode()
              .put("slot", run.slot().toString())
              .put("job", JOB)
              .put("run", run.name())
              .put("api", "https://external-api.kalshi.com/trade-api/v2")
              .put("started_at", run.startedAt().toString())
              .put("finished_at", run.startedAt().plusSeconds(10).toString())
              .put("late_seconds", 60)
              .put("interval", INTERVAL.toString())
              .put("verdict", verdict);
      summary.putArray("include").add("candlesticks").add("trades");
      summary.putObject("tickers").put("file", "my-tickers.txt");
      summary.putObject("markets").put("stored", markets).put("already_there", 0);
      summary.putObject("requests").put("total", 7).putObject("by_status").put("429", 3);
      summary
          .putObject("budget")
          .put("tokens_per_second", 180.0)
          .put("reached_tokens_per_second", 90.0);
      summary
          .putArray("outages")
          .addObject()
          .put("from", run.startedAt().toString())
          .put("to", run.startedAt().plusSeconds(5).toString());
      ObjectNode window =
          summary
              .putArray("windows")
              .addObject()
              .put("slot", run.slot().toString())
              .put("from", run.slot().time().minus(INTERVAL).toString())
              .put("to", run.slot().toString());
      window.putNull("names");
      ObjectNode datasets = window.putObject("datasets");
      datasets.putObject("candlesticks").put("stored", markets);
      datasets.putObject("trades").put("stored", markets);
      Files.writeString(folder.resolve("summary.json"), JSON.writeValueAsString(summary) + "\n");
    }
  }
}
