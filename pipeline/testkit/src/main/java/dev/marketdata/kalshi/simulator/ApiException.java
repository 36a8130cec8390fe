package dev.marketdata.kalshi.simulator;

/** Ends the handling of a request with an error answer. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  ApiException(Answer answer) {
    super("answered " + answer.status());
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }
}
