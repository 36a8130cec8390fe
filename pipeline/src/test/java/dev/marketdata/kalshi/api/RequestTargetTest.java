package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tests the text of a request. */
class RequestTargetTest {

  private static final RequestTarget MARKETS = RequestTarget.of("/markets");

  @Test
  void withoutParametersThereIsNoQuestionMark() {
    assertThat(MARKETS.pathAndQuery(), is("/markets"));
  }

  @Test
  void parametersStandInTheOrderTheyCameIn() {
    assertThat(
        MARKETS.with("limit", "1000").with("cursor", "x").pathAndQuery(),
        is("/markets?limit=1000&cursor=x"));
  }

  @Test
  void commasAreKept() {
    assertThat(MARKETS.with("tickers", "A,B").query(), is("tickers=A,B"));
  }

  @Test
  void specialCharactersAreEscaped() {
    assertThat(
        MARKETS.with("cursor", "a&b=c+d/e#f g").query(), is("cursor=a%26b%3Dc%2Bd%2Fe%23f+g"));
  }

  @Test
  void anotherParameterLeavesTheFirstTargetAsItWas() {
    RequestTarget first = MARKETS.with("limit", "1");
    RequestTarget second = first.with("cursor", "x");

    assertThat(first.query() + " " + second.query(), is("limit=1 limit=1&cursor=x"));
  }

  @Property(tries = 500)
  void anyValueComesBack(@ForAll String value) {
    String query = URI.create(MARKETS.with("cursor", value).pathAndQuery()).getRawQuery();

    assertThat(
        URLDecoder.decode(query.substring("cursor=".length()), StandardCharsets.UTF_8),
        is(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
  }
}
