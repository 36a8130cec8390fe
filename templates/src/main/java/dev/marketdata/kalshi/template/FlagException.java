package dev.marketdata.kalshi.template;

/** A usage error. The message names the flag, its value and the rule. */
final class FlagException extends Exception {

  private static final long serialVersionUID = 1L;

  FlagException(String message) {
    super(message);
  }

  static FlagException of(String flag, String value, String rule) {
    return new FlagException("--" + flag + "=" + value + ": " + rule);
  }
}
