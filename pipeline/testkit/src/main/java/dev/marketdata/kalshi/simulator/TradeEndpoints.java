package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Pages of trades, newest first, of one market or of all. Whether a trade is live is its time. */
final class TradeEndpoints {
  private static final int MICRO = 1_000;

  private final SimulatedExchange exchange;

  TradeEndpoints(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  /** Trades since the cutoff, or since a while before it if the tiers overlap. */
  SimulatedResponse live(ApiRequest request) {
    Instant earliest = exchange.tradesCutoff().minus(exchange.overlap());
    return page(request, "GetTrades", earliest, exchange.clock().instant());
  }

  /** Trades before the cutoff. */
  SimulatedResponse historical(ApiRequest request) {
    Instant latest = exchange.tradesCutoff().minusNanos(MICRO);
    return page(request, "GetTradesHistorical", Instant.EPOCH, latest);
  }

  private SimulatedResponse page(
      ApiRequest request, String operation, Instant earliest, Instant latest) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit(operation, 0, 1_000, 100);
    Optional<Boolean> block =
        parameters.oneOf("is_block_trade", List.of("true", "false")).map(Boolean::valueOf);
    long from = Math.max(Tape.micros(earliest), micros(parameters, "min_ts", Long.MIN_VALUE));
    long upTo = Math.min(Tape.micros(latest), micros(parameters, "max_ts", Long.MAX_VALUE));
    // The cursor is a moment and how many of its trades were sent: markets may trade at the same
    // moment.
    Optional<Cursor> cursor = parameters.cursor();
    int sent = cursor.map(Cursor::position).orElse(0);
    long newest = Math.min(upTo, cursor.map(Cursor::rank).orElse(Long.MAX_VALUE));

    PriorityQueue<Walk> walks = new PriorityQueue<>();
    for (SimulatedMarket market : markets(parameters.text("ticker"))) {
      add(new Walk(market, from - 1, newest, block), walks);
    }
    List<Row> rows = new ArrayList<>();
    while (!walks.isEmpty() && rows.size() <= limit + sent) {
      Walk walk = walks.remove();
      rows.add(walk.row());
      add(walk, walks);
    }
    return response(
        Page.cut(
            rows.subList(Math.min(sent, rows.size()), rows.size()),
            limit,
            last -> new Cursor(last.micros(), sentOf(last, rows.subList(0, sent + limit)))));
  }

  private List<SimulatedMarket> markets(Optional<String> ticker) {
    return ticker.isPresent()
        ? exchange.catalogue().findMarket(ticker.get()).stream().toList()
        : exchange.catalogue().read(catalogue -> catalogue.markets().all().toList());
  }

  private static void add(Walk walk, PriorityQueue<Walk> walks) {
    if (walk.advance()) {
      walks.add(walk);
    }
  }

  private static int sentOf(Row last, List<Row> rows) {
    return (int) rows.stream().filter(row -> row.micros() == last.micros()).count();
  }

  private static long micros(Parameters parameters, String name, long otherwise) {
    return parameters.time(name).map(Tape::micros).orElse(otherwise);
  }

  private static SimulatedResponse response(Page<Row> page) {
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("cursor", page.cursor());
          json.writeArrayFieldStart("trades");
          for (Row row : page.items()) {
            TradeJson.write(row.ticker(), row.trade(), json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private record Row(String ticker, Trade trade) {
    long micros() {
      return trade.micros();
    }
  }

  /** The trades of one market, newest first; ordered by the time of the next one. */
  private static final class Walk implements Comparable<Walk> {
    private final SimulatedMarket market;
    private final Tape tape;
    private final Optional<Boolean> block;
    private final long oldest;
    private long number;
    private long micros;

    /** Walks over trades after one moment and up to another. */
    Walk(SimulatedMarket market, long from, long upTo, Optional<Boolean> block) {
      this.market = market;
      this.tape = new Tape(market);
      this.block = block;
      this.oldest = tape.next(from);
      this.number = tape.next(upTo);
    }

    /** Goes to the next trade; returns false if there is none. */
    boolean advance() {
      do {
        number--;
      } while (number >= oldest && block.isPresent() && tape.isBlock(number) != block.get());
      if (number < oldest) {
        return false;
      }
      micros = tape.micros(number);
      return true;
    }

    Row row() {
      return new Row(market.ticker(), tape.trade(number));
    }

    @Override
    public int compareTo(Walk other) {
      int newestFirst = Long.compare(other.micros, micros);
      return newestFirst != 0
          ? newestFirst
          : Integer.compare(market.position(), other.market.position());
    }
  }
}
