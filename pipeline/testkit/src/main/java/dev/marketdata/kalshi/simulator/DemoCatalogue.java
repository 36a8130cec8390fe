package dev.marketdata.kalshi.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The catalogue of the demo: real names, invented prices. */
final class DemoCatalogue {
  private DemoCatalogue() {}

  static SimulatedExchange fill(SimulatedExchange exchange) {
    weather(exchange);
    economy(exchange);
    sports(exchange);
    others(exchange);
    combos(exchange);
    return exchange;
  }

  private static void weather(SimulatedExchange exchange) {
    Instant lastHour =
        exchange.clock().instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    for (String city : List.of("KXHIGHNY", "KXHIGHCHI", "KXLOWTNYC")) {
      for (String day : List.of("-26NOV22", "-26NOV23")) {
        exchange
            .event(city, city + day)
            .markets(city + day, named(city + day, "T54", "B55.5", "B57.5", "B59.5", "T60"));
      }
      String yesterday = city + "-26NOV21";
      exchange.event(city, yesterday);
      for (String market : named(yesterday, "T54", "B55.5", "T60")) {
        exchange.settledMarket(yesterday, market, lastHour);
      }
    }
    exchange
        .event("KXHIGHNY", "KXHIGHNY-26JUL19")
        .historicalMarket("KXHIGHNY-26JUL19", "KXHIGHNY-26JUL19-T80")
        .event("KXRAINNYCM", "KXRAINNYCM-26NOV")
        .markets("KXRAINNYCM-26NOV", named("KXRAINNYCM-26NOV", "1", "2", "3", "4"))
        .event("KXRAINNYCM", "KXRAINNYCM-25DEC")
        .historicalMarket("KXRAINNYCM-25DEC", "KXRAINNYCM-25DEC-1");
  }

  private static void economy(SimulatedExchange exchange) {
    exchange
        .event("KXCPIYOY", "KXCPIYOY-26NOV")
        .markets("KXCPIYOY-26NOV", tenths("KXCPIYOY-26NOV", 30, 50))
        .event("KXCPI", "KXCPI-26NOV")
        .markets("KXCPI-26NOV", named("KXCPI-26NOV", "T-0.1", "T0.0", "T0.1", "T0.2", "T0.3"))
        .event("KXCPICORE", "KXCPICORE-26NOV")
        .markets("KXCPICORE-26NOV", tenths("KXCPICORE-26NOV", 0, 10))
        .event("KXPAYROLLS", "KXPAYROLLS-26NOV")
        .markets(
            "KXPAYROLLS-26NOV",
            named("KXPAYROLLS-26NOV", "T-25000", "T0", "T20000", "T50000", "T70000", "T100000"))
        .event("KXGDP", "KXGDP-26OCT30")
        .market("KXGDP-26OCT30", "KXGDP-26OCT30-T1.0", MarketState.DETERMINED)
        .market("KXGDP-26OCT30", "KXGDP-26OCT30-T1.5", MarketState.DISPUTED)
        .market("KXGDP-26OCT30", "KXGDP-26OCT30-T2.0", MarketState.CLOSED)
        .event("KXBTCD", "KXBTCD-26NOV2217")
        .markets("KXBTCD-26NOV2217", strikes("KXBTCD-26NOV2217", 74_099, 30))
        .event("KXBTC15M", "KXBTC15M-26OCT081430")
        .market("KXBTC15M-26OCT081430", "KXBTC15M-26OCT081430-30", MarketState.AMENDED);
  }

  private static void sports(SimulatedExchange exchange) {
    String nba = "KXNBA-27";
    String mvp = "KXNFLMVP-27";
    exchange
        .event("KXNBA", nba)
        .markets(nba, named(nba, "ATL", "BKN", "BOS", "CHA", "CHI", "CLE", "DAL", "DEN", "DET"))
        .markets(nba, named(nba, "GSW", "HOU", "IND", "LAC", "LAL", "MEM", "MIA", "MIL", "MIN"))
        .event("KXNFLMVP", mvp)
        .markets(mvp, named(mvp, "AROD", "BNIX", "BPUR", "BYOU", "JALL", "JBUR", "PMAH", "TIE"))
        // Series with a hyphen: there is no series KXMLBWINS.
        .event("KXMLBWINS-ATH", "KXMLBWINS-ATH-26")
        .markets("KXMLBWINS-ATH-26", named("KXMLBWINS-ATH-26", "T70", "T75", "T80", "T85"))
        .event("KXMLBWINS-NYY", "KXMLBWINS-NYY-26")
        .markets("KXMLBWINS-NYY-26", named("KXMLBWINS-NYY-26", "T85", "T90", "T95"));
    for (String game : List.of("KXNFLGAME-26NOV22DENKC", "KXNFLGAME-26NOV22BALDAL")) {
      String home = game.substring(game.length() - 2);
      exchange.event("KXNFLGAME", game).markets(game, named(game, "AWAY", home));
    }
    exchange
        .event("KXNFLGAME", "KXNFLGAME-26DEC20BUFHOU")
        .market("KXNFLGAME-26DEC20BUFHOU", "KXNFLGAME-26DEC20BUFHOU-BUF", MarketState.INITIALIZED)
        .market("KXNFLGAME-26DEC20BUFHOU", "KXNFLGAME-26DEC20BUFHOU-HOU", MarketState.INITIALIZED);
  }

  private static void others(SimulatedExchange exchange) {
    exchange
        // Event names without "KX", as before that prefix: they do not start with the series name.
        .event("KXOSCARNOMPIC", "OSCARNOMPIC-25")
        .historicalMarket("OSCARNOMPIC-25", "OSCARNOMPIC-25-AVA")
        .event("KXOSCARNOMPIC", "KXOSCARNOMPIC-26")
        .markets("KXOSCARNOMPIC-26", named("KXOSCARNOMPIC-26", "AFT", "AVA", "BAL", "F1", "HAM"))
        .event("KXOSCARNOMPIC", "OSCARNOMPIC-27")
        .markets("OSCARNOMPIC-27", named("OSCARNOMPIC-27", "DIE", "FRA", "HIG"))
        // A market with the same name as its event.
        .event("KXELONMARS", "KXELONMARS-99")
        .market("KXELONMARS-99", "KXELONMARS-99", MarketState.ACTIVE)
        .event("KXNEWPOPE", "KXNEWPOPE-70")
        .markets("KXNEWPOPE-70", named("KXNEWPOPE-70", "AARB", "FAMB", "LANT", "PPAR", "PPIZ"))
        .event("KXNEXTNATOSECGEN", "KXNEXTNATOSECGEN-99")
        .markets(
            "KXNEXTNATOSECGEN-99", named("KXNEXTNATOSECGEN-99", "ASTU", "BWAL", "KKAL", "MFRE"))
        .event("KXIPHONERELEASE", "KXIPHONERELEASE-IPHONE18")
        .market(
            "KXIPHONERELEASE-IPHONE18", "KXIPHONERELEASE-IPHONE18-26OCT01", MarketState.INACTIVE)
        .market("KXIPHONERELEASE-IPHONE18", "KXIPHONERELEASE-IPHONE18-27JAN01", MarketState.ACTIVE)
        .series("KXTXURI");
  }

  private static void combos(SimulatedExchange exchange) {
    String game = "KXMVENFLSINGLEGAME-S202513E70FA7695";
    exchange
        .comboEvent("KXMVENFLSINGLEGAME", game)
        .market(game, game + "-688BECB3826", MarketState.ACTIVE);
    String several = "KXMVESPORTSMULTIGAMEEXTENDED-S2026FFEA3565A1A";
    exchange
        .comboEvent("KXMVESPORTSMULTIGAMEEXTENDED", several)
        .markets(several, named(several, "FB39CD8F7BD", "EDC09126E26", "A3C8C5A5A5B"));
  }

  private static List<String> named(String event, String... ends) {
    List<String> names = new ArrayList<>();
    for (String end : ends) {
      names.add(event + "-" + end);
    }
    return List.copyOf(names);
  }

  private static List<String> tenths(String event, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(tenth -> event + "-T" + tenth / 10 + "." + tenth % 10)
        .toList();
  }

  private static List<String> strikes(String event, int first, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> event + "-T" + (first + 100 * i) + ".99")
        .toList();
  }
}
