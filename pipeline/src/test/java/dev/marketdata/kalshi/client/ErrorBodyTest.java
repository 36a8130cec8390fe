package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tests the parsing of errors of Kalshi and of proxies. */
class ErrorBodyTest {

  @Test
  void anUnknownMarketHasItsCode() {
    assertThat(
        read("{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}"),
        is(new ErrorBody("not_found", "not_found: not found")));
  }

  @Test
  void anUnknownHistoricalMarketHasItsLongCode() {
    assertThat(
        read(
            "{\"error\":{\"code\":\"failed_to_get_market_by_ticker:_not_found\","
                + "\"message\":\"failed to get market by ticker: not found\"}}"),
        is(
            new ErrorBody(
                "failed_to_get_market_by_ticker:_not_found",
                "failed_to_get_market_by_ticker:_not_found:"
                    + " failed to get market by ticker: not found")));
  }

  @Test
  void aBadRequestHasItsDetails() {
    assertThat(
        read(
            "{\"error\":{\"code\":\"bad_request\",\"message\":\"bad request\","
                + "\"details\":\"invalid status filter\"}}"),
        is(new ErrorBody("bad_request", "bad_request: bad request: invalid status filter")));
  }

  @Test
  void aBadRequestMayLackDetails() {
    assertThat(
        read("{\"error\":{\"code\":\"bad_request\",\"message\":\"bad request\"}}"),
        is(new ErrorBody("bad_request", "bad_request: bad request")));
  }

  @Test
  void anExpiredTimestampHasItsCode() {
    assertThat(
        read("{\"error\":{\"code\":\"header_timestamp_expired\",\"message\":\"expired\"}}").code(),
        is("header_timestamp_expired"));
  }

  @Test
  void aWrongSignatureHasItsDetails() {
    assertThat(
        read("{\"error\":{\"code\":\"authentication_error\","
                + "\"details\":\"INCORRECT_API_KEY_SIGNATURE\"}}")
            .text(),
        is("authentication_error: INCORRECT_API_KEY_SIGNATURE"));
  }

  @Test
  void anErrorThatIsATextHasNoCode() {
    assertThat(
        read("{\"error\": \"too many requests\"}"), is(new ErrorBody("", "too many requests")));
  }

  @Test
  void aFlatErrorHasItsCode() {
    assertThat(
        read("{\"code\":\"internal\",\"message\":\"it broke\",\"details\":\"badly\"}"),
        is(new ErrorBody("internal", "internal: it broke: badly")));
  }

  @Test
  void aFlatErrorMayLackDetails() {
    assertThat(
        read("{\"code\":\"internal\",\"message\":\"it broke\"}"),
        is(new ErrorBody("internal", "internal: it broke")));
  }

  @Test
  void aBareMsgIsTheText() {
    assertThat(read("{\"msg\":\"service restarts\"}"), is(new ErrorBody("", "service restarts")));
  }

  @Test
  void aRepeatedTextIsShownOnce() {
    assertThat(
        read("{\"error\":{\"code\":\"not found\",\"message\":\"not found\"}}").text(),
        is("not found"));
  }

  @Test
  void detailsThatAreNoTextAreLeftOut() {
    assertThat(
        read("{\"error\":{\"code\":\"x\",\"message\":null,\"details\":{\"a\":1}}}").text(),
        is("x"));
  }

  @Test
  void aPageOfHtmlIsItsOwnText() {
    assertThat(
        read("<html>\r\n<body>502 Bad Gateway</body>\n</html>"),
        is(new ErrorBody("", "<html> <body>502 Bad Gateway</body> </html>")));
  }

  @Test
  void anEmptyBodyHasNoText() {
    assertThat(read(""), is(new ErrorBody("", "")));
  }

  @Test
  void aBodyWithoutTextHasNoText() {
    assertThat(read("{\"exchange_active\":false}"), is(new ErrorBody("", "")));
  }

  @Test
  void anArrayHasNoText() {
    assertThat(read("[1,2]"), is(new ErrorBody("", "")));
  }

  @Test
  void nullHasNoText() {
    assertThat(read("null"), is(new ErrorBody("", "")));
  }

  @Test
  void aLongTextIsCutShort() {
    assertThat(read("x".repeat(100_000)).text().length(), is(lessThan(300)));
  }

  @Test
  void lineBreaksInAMessageBecomeBlanks() {
    assertThat(read("{\"msg\":\"a\\nRUN_SUMMARY b\"}").text(), is("a RUN_SUMMARY b"));
  }

  @Test
  void bytesThatLookLikeUtf32DoNotThrow() {
    byte[] body = {0, 0, 0, '{', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};

    assertThat(ErrorBody.read(body).code(), is(""));
  }

  @Test
  void anInvalidUtf32MarkDoesNotThrow() {
    byte[] body = {0, 0, (byte) 0xff, (byte) 0xfe, 1, 2, 3, 4};

    assertThat(ErrorBody.read(body).code(), is(""));
  }

  @Property(tries = 1_000)
  void anyBytesAreReadAsOneLine(@ForAll byte[] body) {
    assertThat(ErrorBody.read(body).text().lines().count(), is(lessThan(2L)));
  }

  @Property(tries = 1_000)
  void anyTextIsReadAsOneLine(@ForAll String body) {
    assertThat(read(body).text().lines().count(), is(lessThan(2L)));
  }

  private static ErrorBody read(String body) {
    return ErrorBody.read(body.getBytes(StandardCharsets.UTF_8));
  }
}
