package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Collects wants until they fill a request. */
final class WantBatch {

  // 413, 414, 431: too long. 400: possibly because of one of the names.
  private static final Set<Integer> DIVISIBLE = Set.of(400, 413, 414, 431);

  private final int size;
  private final Consumer<List<Want>> send;
  private List<Want> wants = new ArrayList<>();

  /**
   * Creates an empty batch.
   *
   * @param size the max number of wants per request
   * @param send sends a full request
   */
  WantBatch(int size, Consumer<List<Want>> send) {
    this.size = size;
    this.send = send;
  }

  /** Adds a want, and sends the batch if it is full. */
  void add(Want want) {
    wants.add(want);
    if (wants.size() == size) {
      sendRest();
    }
  }

  /** Sends the remaining wants; returns true if there were any. */
  boolean sendRest() {
    if (wants.isEmpty()) {
      return false;
    }
    List<Want> full = wants;
    wants = new ArrayList<>();
    send.accept(full);
    return true;
  }

  /** Retries each half if the request was refused as a whole; else fails each want. */
  static void splitOrElse(
      List<Want> wants, KalshiException failure, Consumer<List<Want>> half, Consumer<Want> fail) {
    Integer status = failure.status();
    if (wants.size() > 1
        && failure.reason() == Reason.REJECTED
        && status != null
        && DIVISIBLE.contains(status)) {
      int middle = wants.size() / 2;
      half.accept(wants.subList(0, middle));
      half.accept(wants.subList(middle, wants.size()));
    } else {
      wants.forEach(fail);
    }
  }
}
