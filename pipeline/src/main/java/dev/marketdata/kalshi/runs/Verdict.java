package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended. */
public enum Verdict {
  /** Everything that exists and was asked for is there. */
  COMPLETE,
  /** Something is missing, no more than was allowed. */
  PARTIAL,
  /** More is missing than was allowed, or the run was given up. */
  FAILED;

  /** Returns the word that the summary uses. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
