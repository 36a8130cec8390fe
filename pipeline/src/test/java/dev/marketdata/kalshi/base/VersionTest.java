package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import org.junit.jupiter.api.Test;

/** Tests the program's name and version. */
class VersionTest {

  @Test
  void theBuildFillsInTheVersion() {
    assertThat(Version.value(), matchesPattern("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
  }

  @Test
  void aRequestNamesTheProgramAndItsVersion() {
    assertThat(Version.userAgent(), is("kalshi-market-data/" + Version.value()));
  }
}
