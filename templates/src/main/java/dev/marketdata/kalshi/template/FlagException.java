package dev.marketdata.kalshi.template;

/** A flag that cannot be used; the message names the flag, the value and the rule. */
final class FlagException extends Exception {

  private static final long serialVersionUID = 1L;

  FlagException(String message) {
    super(message);
  }

  static FlagException of(String flag, String value, String rule) {
    return new FlagException("--" + flag + "=" + value + ": " + rule);
  }
}
