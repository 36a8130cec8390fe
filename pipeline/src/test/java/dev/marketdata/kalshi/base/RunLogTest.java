package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.base.LoggedLines.Line;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class RunLogTest {

  private static final Logger LOG = LoggerFactory.getLogger(RunLogTest.class);

  private final RunLog log = RunLog.of(LOG, "a-run");
  private final LoggedLines logged = new LoggedLines(RunLogTest.class);

  @AfterEach
  void close() {
    logged.close();
    MDC.clear();
  }

  private Line line() {
    return logged.lines().get(0);
  }

  @Test
  void aLineHasTheFieldsOfItsLog() {
    log.with("stored", 12L).with("server", "Kalshi").warn("{} of {} failed", 3, 15);

    assertThat(line().text(), is("3 of 15 failed"));
    assertThat(line().fields(), is(Map.of("run", "a-run", "stored", "12", "server", "Kalshi")));
  }

  @Test
  void aFieldOfOneLineIsNotOneOfTheNext() {
    log.with("stored", 12L).warn("one");
    log.warn("two");

    assertThat(logged.lines().get(1).fields(), is(Map.of("run", "a-run")));
  }

  @Test
  void theFieldsAreRemovedAfterTheLine() {
    log.warn("a line");

    assertThat(MDC.get("run"), is(nullValue()));
  }

  @Test
  void theCallersFieldsAreInTheLineAndStay() {
    MDC.put("run", "of the caller");
    MDC.put("step", "s1");

    log.warn("a line");

    assertThat(line().fields(), is(Map.of("run", "a-run", "step", "s1")));
    assertThat(MDC.getCopyOfContextMap(), is(Map.of("run", "of the caller", "step", "s1")));
  }

  @Test
  void aLineNamesTheClassThatLogs() {
    log.warn("a line");

    assertThat(line().caller(), is(RunLogTest.class.getName()));
  }
}
