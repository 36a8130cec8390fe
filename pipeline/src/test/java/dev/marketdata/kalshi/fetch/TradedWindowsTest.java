package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TradedWindowsTest {

  private static final Instant FIRST = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(2);

  private static Window window(int slot) {
    return Window.before(FIRST.plus(INTERVAL.multipliedBy(slot)), INTERVAL);
  }

  private static Row row(int slot, String volume) {
    return new Row(new Ticker("A"), window(slot), Map.of("volume_fp", volume), List.of());
  }

  private static TradedWindows of(String... volumes) {
    return TradedWindows.of(
        IntStream.range(0, volumes.length).mapToObj(i -> row(i, volumes[i])).toList());
  }

  private static Windows windows(int from, int to) {
    return new Windows(window(from), to - from + 1);
  }

  @Test
  void windowsOfSmallVolumesShareARequest() {
    TradedWindows windows = of("400.00", "0.00", "600.00");

    assertThat(windows.traded(), contains(windows(0, 2)));
    assertThat(windows.quiet(), is(empty()));
  }

  @Test
  void windowsWithoutVolumeAtTheEndsAreNotRequested() {
    TradedWindows windows = of("0", "0.00", "1.00", "0.00");

    assertThat(windows.traded(), contains(windows(2, 2)));
    assertThat(windows.quiet(), contains(windows(0, 1), windows(3, 3)));
  }

  @Test
  void aWindowWithManyTradesHasItsOwnRequest() {
    assertThat(
        of("1.00", "5000.00", "2.00").traded(),
        contains(windows(0, 0), windows(1, 1), windows(2, 2)));
  }

  @Test
  void aWindowOfUnknownVolumeIsRequested() {
    assertThat(of("0.00", "").traded(), contains(windows(1, 1)));
  }

  @Test
  void aWindowAfterACandleWithVolumeIsRequested() {
    Row row =
        new Row(
            new Ticker("A"),
            window(0),
            Map.of("volume_fp", "0.00", Row.BEFORE + "volume_fp", "3.00"),
            List.of());

    assertThat(TradedWindows.of(List.of(row)).traded(), contains(windows(0, 0)));
  }

  @Test
  void windowsWithAGapBetweenThemAreApart() {
    assertThat(
        TradedWindows.of(List.of(row(0, "1.00"), row(2, "1.00"))).traded(),
        contains(windows(0, 0), windows(2, 2)));
  }

  @Property
  void everyWindowIsInOnePart(@ForAll @Size(max = 30) List<@IntRange(max = 700) Integer> volumes) {
    TradedWindows windows =
        of(
            volumes.stream()
                .map(volume -> String.valueOf(Math.max(0, volume - 100)))
                .toArray(String[]::new));

    List<Window> all = new ArrayList<>();
    Stream.concat(windows.traded().stream(), windows.quiet().stream())
        .forEach(part -> all.addAll(part.list()));
    all.sort(Comparator.comparing(Window::start));
    assertThat(
        all, is(IntStream.range(0, volumes.size()).mapToObj(TradedWindowsTest::window).toList()));
  }
}
