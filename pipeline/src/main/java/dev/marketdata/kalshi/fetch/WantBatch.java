package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Saves wants up until they fill a request. */
final class WantBatch {

  // 413, 414, 431: too long. 400: perhaps one name spoils it for the others.
  private static final Set<Integer> DIVISIBLE = Set.of(400, 413, 414, 431);

  private final int size;
  private final Consumer<List<Want>> send;
  private List<Want> wants = new ArrayList<>();

  /**
   * Sends lists of wants.
   *
   * @param size how many a request may hold
   */
  WantBatch(int size, Consumer<List<Want>> send) {
    this.size = size;
    this.send = send;
  }

  /** Adds a want, and sends all if they fill a request. */
  void add(Want want) {
    wants.add(want);
    if (wants.size() == size) {
      sendRest();
    }
  }

  /** Sends what is left; returns whether there was anything. */
  boolean sendRest() {
    if (wants.isEmpty()) {
      return false;
    }
    List<Want> full = wants;
    wants = new ArrayList<>();
    send.accept(full);
    return true;
  }

  /** Asks for each half if the request was refused as a whole, or else gives each want up. */
  static void splitOrElse(
      List<Want> wants, KalshiException failure, Consumer<List<Want>> half, Consumer<Want> giveUp) {
    Integer status = failure.status();
    if (wants.size() > 1
        && failure.reason() == Reason.REJECTED
        && status != null
        && DIVISIBLE.contains(status)) {
      int middle = wants.size() / 2;
      half.accept(wants.subList(0, middle));
      half.accept(wants.subList(middle, wants.size()));
    } else {
      wants.forEach(giveUp);
    }
  }
}
