package dev.marketdata.kalshi.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlotLinesTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final SlotLines lines =
      new SlotLines(new PrintStream(printed, true, StandardCharsets.UTF_8));

  @Test
  void slotsOfWhichTheSameIsSaidAreOneLine() {
    lines.add(Instant.parse("2026-11-26T00:00:00Z"), true, "7 markets");
    lines.add(Instant.parse("2026-11-26T02:00:00Z"), true, "7 markets");
    lines.add(Instant.parse("2026-11-26T04:00:00Z"), false, "off");
    lines.add(Instant.parse("2026-11-26T06:00:00Z"), true, "7 markets");
    lines.print();

    assertThat(
        printed.toString(StandardCharsets.UTF_8),
        is(
            """
              2026-11-26T00:00Z to 2026-11-26T02:00Z  2 runs   7 markets
              2026-11-26T04:00Z                       no run   off
              2026-11-26T06:00Z                       1 run    7 markets
            """));
  }

  @Test
  void withoutSlotsThereIsNoLine() {
    lines.print();

    assertThat(printed.size(), is(0));
  }
}
