package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a walk through the catalogue went, or why there was none.
 *
 * @param chosen whether it was ahead of lookups after its first page, and went on
 * @param why in one sentence, for a person
 * @param pages how many pages were answered
 * @param found how many names were found on them
 */
public record WalkReport(boolean chosen, String why, long pages, long found)
    implements Serializable {

  /** Returns why a run tried no walk for a list of so many names. */
  public static WalkReport untried(long names) {
    String why =
        names < WalkRule.FEWEST_NAMES
            ? String.format(
                Locale.ROOT, "the list holds fewer than %,d names", WalkRule.FEWEST_NAMES)
            : "several workers share the run";
    return new WalkReport(false, why, 0, 0);
  }
}
