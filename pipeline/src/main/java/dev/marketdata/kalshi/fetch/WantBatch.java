package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects wants until they fill a request. If it fails, because of one of them or in any other
 * way, each half is requested, until the one that fails stands alone.
 */
final class WantBatch {

  /** Sends a request for some of a batch's wants. */
  interface Sender {
    /**
     * Sends the request. It ends with a call of {@link #onSuccess} or {@link #divideOrElse}.
     *
     * @param batch the batch that the wants are of
     */
    void send(WantBatch batch, List<Want> wants, Patience patience);
  }

  /**
   * The max length of the names of a request, with what separates them. The rest of the URL is
   * short; servers and proxies commonly refuse URLs of more than 8,000 characters.
   */
  static final int MAX_CHARACTERS = 7_500;

  /** The longest separator: that of a parameter which is repeated. */
  private static final int SEPARATOR = "&tickers=".length();

  private final int size;
  private final Sender sender;
  private final Halving halving;
  private List<Want> wants = new ArrayList<>();
  private int characters;

  /**
   * Creates an empty batch.
   *
   * @param size the max number of wants per request
   */
  WantBatch(int size, Sender sender) {
    this.size = size;
    this.sender = sender;
    this.halving = new Halving(Math.min(size, 1_000));
  }

  /** Adds a want, and sends the batch if it is full. */
  void add(Want want) {
    int length = want.name().value().length() + SEPARATOR;
    if (size < Integer.MAX_VALUE && characters + length > MAX_CHARACTERS) {
      sendRest();
    }
    characters += length;
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
    characters = 0;
    sender.send(this, full, full.size() == 1 ? Patience.FULL : Patience.SHORT);
    return true;
  }

  /** Called after a request that had the expected response. */
  void onSuccess() {
    halving.onSuccess();
  }

  /** Sends each half of a failed request, of markets or windows, if that may help; else fails. */
  void divideOrElse(List<Want> failed, KalshiException failure, Consumer<Want> fail) {
    boolean worthwhile = halving.isWorthwhile(failure);
    Windows windows = failed.size() == 1 ? failed.get(0).windows() : null;
    if (worthwhile && failed.size() > 1) {
      int middle = failed.size() / 2;
      sendHalf(failed.subList(0, middle));
      sendHalf(failed.subList(middle, failed.size()));
    } else if (worthwhile && windows != null && windows.count() > 1) {
      windows
          .parts((windows.count() + 1) / 2)
          .forEach(half -> sendHalf(List.of(failed.get(0).over(half))));
    } else {
      failed.forEach(fail);
    }
  }

  private void sendHalf(List<Want> half) {
    sender.send(this, half, half.size() == 1 ? Patience.SHORT : Patience.BRIEF);
  }
}
