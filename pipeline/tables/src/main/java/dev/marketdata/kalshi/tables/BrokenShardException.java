package dev.marketdata.kalshi.tables;

/** A shard that cannot be read as one. The message says what is wrong with it, for a person. */
final class BrokenShardException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokenShardException(String message) {
    super(message);
  }
}
