package dev.marketdata.kalshi.template;

import static dev.marketdata.kalshi.template.SettingsFromOptions.checked;
import static dev.marketdata.kalshi.template.SettingsFromOptions.parsed;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.store.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots that a run writes.
 *
 * @param slot the slot of the run; the last one of a backfill
 * @param backfill the windows of the slots of a backfill; null for a run of one slot
 */
record Slots(Slot slot, @Nullable Windows backfill) {

  // Kalshi's data of the last minute may be incomplete for some seconds.
  private static final Duration FULL_MINUTE = Duration.ofMinutes(1);
  private static final int MOST = 10_000;
  private static final String RULE =
      "must be an instant, such as 2026-11-22T14:00:00Z, two of them with / between, or now";

  /**
   * Reads the flag. A snapshot is of the moment of the request, so a slot may be written only from
   * its time until the next slot's. Datasets with a window can be had later.
   *
   * @param start when the run was launched
   * @param include the datasets of the run
   */
  static Slots parse(String text, Instant start, Duration interval, List<MarketDataset> include) {
    Slot current = Slot.floor(start, interval);
    if (text.equals("now")) {
      return new Slots(new Slot(start), null);
    }
    String[] ends = text.split("/", -1);
    Slot from = new Slot(parsed(ends[0], Instant::parse, RULE));
    Slot to = new Slot(parsed(ends[ends.length - 1], Instant::parse, RULE));
    checked(text, ends.length <= 2, RULE);
    if (ends.length == 2) {
      checked(
          to,
          !to.time().isAfter(start),
          "must not end in the future; the last slot that can be had is " + current);
    }
    String instead = "; leave --slot out for the current slot, " + current + ", or use --slot=now";
    checked(
        to,
        !to.time().isAfter(start),
        "must not be in the future: there is no data of that time yet" + instead);
    if (ends.length == 1 && !to.time().isBefore(current.time())) {
      return new Slots(to, null);
    }
    checked(
        to,
        include.stream().anyMatch(MarketDataset::hasWindow),
        "must not be a past slot: prices of that time cannot be had any more"
            + instead
            + "; its candlesticks and trades can be had, with --include=trades");
    return new Slots(to, windows(from, to, interval));
  }

  private static Windows windows(Slot from, Slot to, Duration interval) {
    for (Slot end : List.of(from, to)) {
      Slot before = Slot.floor(end.time(), interval);
      checked(
          end,
          before.equals(end),
          "must be slots of --interval=" + interval + "; the one before " + end + " is " + before);
    }
    checked(from, !from.time().isAfter(to.time()), "must not end before it begins");
    long count = 1 + Duration.between(from.time(), to.time()).dividedBy(interval);
    checked(from, count <= MOST, "must not be more than " + MOST + " slots; divide it");
    return new Windows(Window.before(from.time(), interval), (int) count);
  }

  /**
   * Returns the window of one slot. At no regular time it is from the regular slot before to a full
   * minute.
   */
  static Window window(Instant slot, Duration interval) {
    Instant regular = Slot.floor(slot, interval).time();
    Instant minute = slot.minus(FULL_MINUTE).truncatedTo(ChronoUnit.MINUTES);
    return minute.isAfter(regular)
        ? new Window(regular, minute, slot)
        : Window.before(regular, interval);
  }
}
