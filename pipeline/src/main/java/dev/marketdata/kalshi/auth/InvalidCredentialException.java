package dev.marketdata.kalshi.auth;

/** A credential that cannot be found or used. Its message names the place, never the content. */
public final class InvalidCredentialException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidCredentialException(String message) {
    super(message);
  }
}
