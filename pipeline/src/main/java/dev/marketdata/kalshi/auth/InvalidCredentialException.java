package dev.marketdata.kalshi.auth;

/**
 * Thrown when a credential cannot be read or used. The message names its location, never its
 * content.
 */
public final class InvalidCredentialException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates one; the message must not contain the secret. */
  public InvalidCredentialException(String message) {
    super(message);
  }
}
