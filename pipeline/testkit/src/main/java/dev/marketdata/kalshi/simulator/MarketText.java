package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a market. Those of the demo's series fit their tickers; all others have characters
 * that are difficult for JSON parsers.
 */
final class MarketText {

  /**
   * What the markets of a series ask.
   *
   * @param prefix the first part of their tickers
   * @param subject the text after "Will", with {@code %s} for the outcome
   * @param outcome the form of a number as the outcome
   */
  private record Topic(String prefix, String subject, String outcome) {}

  // A prefix of another one is behind it.
  private static final List<Topic> TOPICS =
      List.of(
          new Topic("KXHIGHNY-", "the **high temp in NYC** be %s", "%s°"),
          new Topic("KXHIGHCHI-", "the **high temp in Chicago** be %s", "%s°"),
          new Topic("KXLOWTNYC-", "the **low temp in NYC** be %s", "%s°"),
          new Topic("KXRAINNYCM-", "it rain %s in NYC this month", "%s inches"),
          new Topic("KXCPIYOY-", "the rate of CPI inflation be %s", "%s%%"),
          new Topic("KXCPICORE-", "core CPI rise %s", "%s%%"),
          new Topic("KXCPI-", "CPI rise %s", "%s%%"),
          new Topic("KXPAYROLLS-", "payrolls rise by %s jobs", "%s"),
          new Topic("KXGDP-", "real GDP rise by %s", "%s%%"),
          new Topic("KXBTCD-", "the price of Bitcoin be %s", "$%s"),
          new Topic("KXNBA-", "%s win the Pro Basketball Finals", "%s"),
          new Topic("KXNFLMVP-", "%s win Pro Football MVP", "%s"),
          new Topic("KXNFLGAME-", "%s win the game", "%s"),
          new Topic("KXMLBWINS-", "the team win %s games", "%s"),
          new Topic("OSCARNOMPIC-", "“%s” be nominated for Best Picture", "%s"),
          new Topic("KXOSCARNOMPIC-", "“%s” be nominated for Best Picture", "%s"),
          new Topic("KXNEWPOPE-", "%s be the next Pope", "%s"),
          new Topic("KXNEXTNATOSECGEN-", "%s be the next head of NATO", "%s"));

  private static final String[] OTHER_SUBJECTS = {
    "São Paulo’s coalition win the “second round”",
    "the candidate say \"tariff\" \\ \"duty\" at least once",
    "the home side win after regulation & extra time",
    "Łódź – Kraków finish with both teams scoring ⚽",
  };

  // A threshold, or the middle of a range that is one wide.
  private static final Pattern NUMBER = Pattern.compile("(?<kind>[TB])(?<number>-?[0-9.]+)");

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
    return "Will " + subject(ticker, side(ticker)) + "?";
  }

  /** Returns the title of an event. */
  static String eventTitle(String ticker) {
    return "Will " + subject(ticker, "…") + "?";
  }

  private static String subject(String ticker, String outcome) {
    Topic topic = topic(ticker);
    return topic == null
        ? OTHER_SUBJECTS[Hash.of(ticker, 6, OTHER_SUBJECTS.length)]
        : topic.subject().formatted(outcome);
  }

  private static @Nullable Topic topic(String ticker) {
    return TOPICS.stream()
        .filter(topic -> ticker.startsWith(topic.prefix()))
        .findFirst()
        .orElse(null);
  }

  static String side(String ticker) {
    String last = lastPart(ticker);
    Topic topic = topic(ticker);
    Matcher number = NUMBER.matcher(last);
    if (topic == null || !number.matches()) {
      return last;
    }
    String text = topic.outcome().formatted(number.group("number"));
    return number.group("kind").equals("T") ? "above " + text : "about " + text;
  }

  /** Returns the part after the last hyphen that is no sign. */
  private static String lastPart(String ticker) {
    int hyphen = ticker.lastIndexOf('-');
    return ticker.startsWith("T-", hyphen - 1)
        ? "T" + ticker.substring(hyphen)
        : ticker.substring(hyphen + 1);
  }

  static String primaryRules(String ticker) {
    return "If the answer to “"
        + title(ticker)
        + "” is yes by the contract terms of "
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
