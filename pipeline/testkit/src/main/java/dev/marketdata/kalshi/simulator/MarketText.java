package dev.marketdata.kalshi.simulator;

/** The texts of a market, with characters that are difficult for JSON parsers. */
final class MarketText {
  private static final String[] SUBJECTS = {
    "the **high temp in NYC** be <80° on the day of the report",
    "São Paulo’s coalition win the “second round”",
    "the candidate say \"tariff\" \\ \"duty\" at least once",
    "the index end above its level of the month before",
    "the home side win after regulation & extra time",
    "Łódź – Kraków finish with both teams scoring ⚽",
  };

  private static final String CONDITION =
      "This market will close and expire the sooner of the occurrence of the event, or the first"
          + " 7:00 or 8:00\nAM ET following the release of the figures it depends on, or one week"
          + " after the date in its ticker.";

  private static final String RULES =
      "Where the source named in the contract terms corrects a figure after its first publication,"
          + " the figure first published counts. Where the source is not available at the"
          + " expiration time, the exchange may use the next source named there, and where none of"
          + " them is available it determines a fair price by its rulebook. Preliminary figures,"
          + " estimates and reports of third parties may be subject to rounding and conversion, and"
          + " are not used to determine the outcome. Persons who hold material information that is"
          + " not public on the underlying may not trade this contract.";

  private MarketText() {}

  static String title(String ticker) {
    return "Will " + SUBJECTS[Hash.of(ticker, 6, SUBJECTS.length)] + "?";
  }

  static String side(String ticker) {
    return ticker.substring(ticker.lastIndexOf('-') + 1) + "° or above";
  }

  static String primaryRules(String ticker) {
    return "If "
        + SUBJECTS[Hash.of(ticker, 6, SUBJECTS.length)]
        + ", as stated in the contract terms of "
        + ticker
        + ", then the market resolves to Yes.";
  }

  static String secondaryRules() {
    return RULES;
  }

  static String earlyCloseCondition() {
    return CONDITION;
  }
}
