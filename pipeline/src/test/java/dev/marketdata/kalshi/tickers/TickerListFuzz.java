package dev.marketdata.kalshi.tickers;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Any file is read; each selector is unique, and can be written and read again. */
public final class TickerListFuzz {

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private TickerListFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] file) {
    TickerList list = new TickerList();
    list.read("fuzz", new String(file, StandardCharsets.UTF_8));
    Set<String> texts = new HashSet<>();
    for (TickerSelector selector : list.selectors()) {
      expect(texts.add(selector.text()), "asked for once");
      TickerSelector again = TickerSelector.parse(selector.text(), selector.source());
      expect(again.equals(selector), "read back as it was written");
    }
    for (InvalidLine line : list.invalid()) {
      expect(!UNPRINTABLE.matcher(line.text() + line.problem()).find(), "fit for a message");
    }
    TickerCounts counts = list.counts("fuzz", null);
    long counted = counts.market() + counts.event() + counts.series() + counts.notGiven();
    expect(counted == texts.size(), "counted by kind");
  }

  private static void expect(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError("not " + law);
    }
  }
}
