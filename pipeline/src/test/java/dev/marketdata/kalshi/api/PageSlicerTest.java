package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the slicer finds the objects of a page and does not change them. */
class PageSlicerTest {

  @Test
  void everyObjectOfTheArrayIsFoundInOrder() throws Exception {
    assertThat(
        slices("{\"markets\":[{\"ticker\":\"A\"},{\"ticker\":\"B\"}],\"cursor\":\"\"}"),
        contains("{\"ticker\":\"A\"}", "{\"ticker\":\"B\"}"));
  }

  @Test
  void anEmptyArrayHoldsNothing() throws Exception {
    assertThat(slices("{\"markets\":[]}"), is(empty()));
  }

  @Test
  void blanksBetweenTokensAreKept() throws Exception {
    assertKept("{ \"ticker\" :\t\"A\" ,  \"x\": [ 1 , 2 ] }");
  }

  @Test
  void lineBreaksBetweenTokensAreKept() throws Exception {
    assertKept("{\r\n  \"ticker\": \"A\",\r\n  \"x\": 1\r\n}");
  }

  @Test
  void theOrderOfKeysIsKept() throws Exception {
    assertKept("{\"z\":1,\"ticker\":\"A\",\"a\":2}");
  }

  @Test
  void aTrailingZeroIsKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"price\":1.10}");
  }

  @Test
  void anExponentIsKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"floor_strike\":5.4E1}");
  }

  @Test
  void aNumberOfTwoThousandDigitsIsKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"n\":" + "9".repeat(2_000) + "}");
  }

  @Test
  void aFractionOfTwoThousandDigitsIsKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"n\":0." + "9".repeat(2_000) + "}");
  }

  @Test
  void aTextOfAnUnknownFieldMayBeLongerThanJacksonReads() throws Exception {
    assertKept("{\"ticker\":\"A\",\"x\":\"" + "x".repeat(21_000_000) + "\"}");
  }

  @Test
  void escapesAreKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"title\":\"\\u00e9 \\n \\\" \\/ \\\\ } ] {\"}");
  }

  @Test
  void unknownFieldsAreKept() throws Exception {
    assertKept("{\"ticker\":\"A\",\"new_in_2027\":{\"deep\":[null,true,{}]}}");
  }

  @Test
  void charactersOfSeveralBytesAreKept() throws Exception {
    assertKept("{\"title\":\"São Paulo – 東京 🌡\",\"ticker\":\"A\",\"°\":\"°\"}");
  }

  @Test
  void charactersOfSeveralBytesBeforeAnObjectDoNotShiftIt() throws Exception {
    String object = "{\"ticker\":\"A\"}";

    assertThat(slices("{\"note\":\"東京 🌡\",\"markets\":[" + object + "]}"), contains(object));
  }

  @Test
  void aTickerWithinANestedObjectIsNotTheMarkets() throws Exception {
    String object =
        "{\"legs\":[{\"ticker\":\"INNER\"}],\"in\":{\"ticker\":\"INNER\"},\"ticker\":\"A\"}";

    assertThat(page(object).rows().get(0).ticker(), is(new Ticker("A")));
  }

  @Test
  void objectsWithNestedObjectsAreKeptWhole() throws Exception {
    assertKept("{\"ticker\":\"A\",\"legs\":[{\"ticker\":\"B\"},{\"ticker\":\"C\"}],\"o\":{}}");
  }

  @Test
  void anEscapedTickerIsRead() throws Exception {
    Row row = page("{\"ticker\":\"\\u0041\"}").rows().get(0);

    assertThat(row.ticker(), is(new Ticker("A")));
  }

  @Test
  void aByteOrderMarkBeforeThePageDoesNotShiftItsObjects() throws Exception {
    String object = "{\"ticker\":\"A\"}";

    assertThat(slices("\uFEFF{\"markets\":[" + object + "]}"), contains(object));
  }

  @Test
  void otherArraysAreIgnored() throws Exception {
    String body = "{\"events\":[{\"ticker\":\"E\"}],\"markets\":[{\"ticker\":\"A\"}]}";

    assertThat(slices(body), contains("{\"ticker\":\"A\"}"));
  }

  @Test
  void theArrayIsTheRequestedOne() throws Exception {
    byte[] body = bytes("{\"markets\":[],\"orderbooks\":[{\"ticker\":\"A\",\"b\":{}}]}");

    assertThat(texts(body, Pages.slice(new OrderBooks(), body)).size(), is(1));
  }

  @Test
  void anObjectWithoutATickerIsCountedUnusable() throws Exception {
    assertThat(page("{\"title\":\"x\"}").unusable(), hasSize(1));
  }

  @Test
  void anObjectWhoseTickerIsNoTickerIsCountedUnusable() throws Exception {
    assertThat(page("{\"ticker\":\"../../etc\"}").unusable(), hasSize(1));
  }

  @Test
  void anObjectWhoseTickerIsANumberIsCountedUnusable() throws Exception {
    assertThat(page("{\"ticker\":12}").unusable(), hasSize(1));
  }

  @Test
  void anElementThatIsNoObjectIsCountedUnusable() throws Exception {
    assertThat(page("null,[{\"ticker\":\"A\"}],3,\"A\"").unusable(), hasSize(4));
  }

  @Test
  void anUnusableObjectDoesNotHideTheNext() throws Exception {
    assertThat(page("{\"ticker\":\"\"},{\"ticker\":\"B\"}").rows().size(), is(1));
  }

  @Test
  void theNeededFieldsAreRead() throws Exception {
    Row row =
        page("{\"ticker\":\"A\",\"event_ticker\":\"E\",\"status\":\"finalized\","
                + "\"settlement_ts\":\"2026-11-22T13:00:00.5Z\",\"mve_collection_ticker\":\"M-R\"}")
            .rows()
            .get(0);

    assertThat(
        row.fields(),
        is(
            Map.of(
                "event_ticker", "E",
                "status", "finalized",
                "settlement_ts", "2026-11-22T13:00:00.5Z",
                "mve_collection_ticker", "M-R")));
  }

  @Test
  void aFieldThatTheRowLacksIsEmpty() throws Exception {
    assertThat(page("{\"ticker\":\"A\"}").rows().get(0).field("status"), is(""));
  }

  @Test
  void aFieldOfAnotherTypeIsNotNoted() throws Exception {
    assertThat(page("{\"ticker\":\"A\",\"status\":5}").rows().get(0).fields(), is(Map.of()));
  }

  @Test
  void theCursorIsReadUnescaped() throws Exception {
    assertThat(cursor("{\"markets\":[],\"cursor\":\"Cg\\u0041==\"}"), is("CgA=="));
  }

  @Test
  void ofTwoCursorsTheLastCounts() throws Exception {
    assertThat(
        cursor("{\"cursor\":\"next\",\"markets\":[],\"cursor\":\"\"}"),
        is(nullValue(String.class)));
  }

  @Test
  void aSecondTickerThatIsNoTextDoesNotCount() throws Exception {
    assertThat(page("{\"ticker\":\"A\",\"ticker\":5}").rows().get(0).ticker(), is(new Ticker("A")));
  }

  @Test
  void theCursorMayComeBeforeTheArray() throws Exception {
    assertThat(cursor("{\"cursor\":\"next\",\"markets\":[]}"), is("next"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"markets\":[],\"cursor\":\"\"}",
        "{\"markets\":[],\"cursor\":null}",
        "{\"markets\":[]}"
      })
  void anEmptyNullOrAbsentCursorEndsTheList(String body) throws Exception {
    assertThat(cursor(body), is(nullValue(String.class)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"markets\":[{\"ticker\":\"A\"}",
        "{\"markets\":[{\"ticker\":\"A",
        "{\"markets\":[{\"ticker\":\"A\"},",
        "{\"markets\":[",
        "{\"markets\":[]",
        "{",
        "{\"markets\":[{\"ticker\":\"A\"}]}}",
        "{\"markets\":[{\"ticker\":\"A\"} {\"ticker\":\"B\"}]}",
        "{\"markets\":[{\"ticker\":\"A},{\"ticker\":\"B\"}]}",
        "{\"markets\":[{\"ticker\":\"A\\"
      })
  void brokenJsonIsRefused(String body) {
    assertThat(refusal(body), containsString("not the expected JSON: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \r\n", "[{\"ticker\":\"A\"}]", "\"markets\"", "null", "12"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    assertThat(refusal(body), is("the response is not a JSON object"));
  }

  @Test
  void aPageOfHtmlIsRefused() {
    assertThat(
        refusal("<html><body>502 Bad Gateway</body></html>"),
        containsString("not the expected JSON: Unexpected character ('<'"));
  }

  @Test
  void aSecondJsonDocumentIsRefused() {
    assertThat(refusal("{\"markets\":[]} {}"), is("the response has data after its JSON object"));
  }

  @Test
  void textAfterTheJsonIsRefused() {
    assertThat(refusal("{\"markets\":[]} trailing"), containsString("not the expected JSON: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"markets\":null}",
        "{\"markets\":{}}",
        "{\"market\":[]}",
        "{\"a\":{\"markets\":[]}}"
      })
  void aResponseWithoutTheArrayIsRefused(String body) {
    assertThat(refusal(body), is("the response has no array \"markets\""));
  }

  @Test
  void aResponseInAnotherEncodingIsRefused() {
    byte[] body = "{\"markets\":[{\"ticker\":\"A\"}]}".getBytes(StandardCharsets.UTF_16LE);

    assertThat(refusal(body), is("the response is not in UTF-8"));
  }

  @Test
  void bytesThatAreNoUtf8OutsideOfObjectsAreRefused() {
    byte[] body =
        "{\"note\":\"é\",\"markets\":[{\"ticker\":\"A\"}]}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(refusal(body), containsString("not the expected JSON: "));
  }

  static Stream<byte[]> unreadable() {
    return Stream.of(
            // Latin-1, cut off, overlong, half of a surrogate pair, above U+10FFFF.
            List.of(0xE9),
            List.of(0xE2, 0x82),
            List.of(0xC0, 0xAF),
            List.of(0xED, 0xA0, 0x80),
            List.of(0xF4, 0x90, 0x80, 0x80),
            // A control character and an escape that JSON does not have.
            List.of(0x01),
            List.of((int) '\\', (int) 'x'))
        .map(
            text -> {
              byte[] bytes = new byte[text.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = text.get(i).byteValue();
              }
              return bytes;
            });
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void anUnreadableTextMakesItsObjectUnusable(byte[] text) throws Exception {
    Page page = pageWith(text);

    assertThat(
        page.unusable().stream().map(UnusableObject::ticker).toList(), contains(new Ticker("B")));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void theObjectsAroundAnUnreadableOneAreKept(byte[] text) throws Exception {
    Page page = pageWith(text);

    assertThat(
        page.rows().stream().map(row -> Pages.text(page, row)).toList(),
        contains("{\"ticker\":\"A\"}", "{\"ticker\":\"C\"}"));
    assertThat(page.cursor(), is("next"));
  }

  @Test
  void anUnreadableObjectSaysWhy() throws Exception {
    assertThat(
        pageWith(new byte[] {(byte) 0xE9}).unusable().get(0).reason(), is("it is not in UTF-8"));
  }

  @Test
  void theFieldsOfAnUnreadableObjectAreNoted() throws Exception {
    Row row = pageWith(new byte[] {(byte) 0xE9}).unusable().get(0).row();

    assertThat(row == null ? "" : row.field("status"), is("active"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ticker\":\"A\" \"b\":1}",
        "{\"ticker\":\"A\",\"b\":}",
        "{\"ticker\":\"A\",}",
        "{\"ticker\":\"A\",\"b\":tru}",
        "{'ticker':\"A\"}",
        "{\"ticker\":\"A\"]",
        "NaN"
      })
  void anObjectThatIsBrokenIsUnusableAndOfUnknownMarket(String broken) throws Exception {
    Page page = page(broken + ",{\"ticker\":\"B\"}");

    assertThat(page.rows().stream().map(Row::ticker).toList(), contains(new Ticker("B")));
    assertThat(page.unusableOfUnknown(), hasSize(1));
  }

  @Test
  void anObjectThatIsNestedTooDeeplyIsUnusable() throws Exception {
    Page page = page("{\"ticker\":\"B\"}," + nested(999) + "," + nested(997));

    assertThat(
        page.unusable().stream().map(UnusableObject::ticker).toList(),
        contains(new Ticker("N999")));
    assertThat(
        page.rows().stream().map(Row::ticker).toList(),
        contains(new Ticker("B"), new Ticker("N997")));
  }

  @Test
  void anObjectWithAVeryLongFieldNameIsUnusable() throws Exception {
    Page page = page("{\"" + "x".repeat(60_000) + "\":1,\"ticker\":\"A\"},{\"ticker\":\"B\"}");

    assertThat(
        page.unusable().stream().map(UnusableObject::ticker).toList(), contains(new Ticker("A")));
  }

  @Test
  void aByteOrderMarkBeforeAnUnreadableObjectDoesNotShiftTheOthers() throws Exception {
    Page page = page("{\"ticker\":\"A\",}");
    byte[] body = bytes("\uFEFF{\"markets\":[{\"ticker\":\"A\",},{\"ticker\":\"B\"}]}");

    assertThat(page.rows(), is(empty()));
    assertThat(texts(body, Pages.slice(new Markets(), body)), contains("{\"ticker\":\"B\"}"));
  }

  private static String nested(int depth) {
    return "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"ticker\":\"N" + depth + "\"}";
  }

  /** Returns the page of A, B and C, where B has the text. */
  private static Page pageWith(byte[] text) throws MalformedResponseException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(bytes("{\"markets\":[{\"ticker\":\"A\"},{\"title\":\""));
    body.writeBytes(text);
    body.writeBytes(
        bytes(
            "\",\"ticker\":\"B\",\"status\":\"active\"},{\"ticker\":\"C\"}],"
                + "\"cursor\":\"next\"}"));
    return Pages.slice(new Markets(), body.toByteArray());
  }

  @Test
  void theReasonIsOneLine() {
    assertThat(refusal("{\"markets\":[{\"ticker\":\"A\"").lines().count(), is(1L));
  }

  private static void assertKept(String object) throws MalformedResponseException {
    String body = "{\"cursor\":\"\",\"markets\":[{\"ticker\":\"Z\"}, " + object + " ]}";

    assertThat(slices(body), contains("{\"ticker\":\"Z\"}", object));
  }

  private static Page page(String elements) throws MalformedResponseException {
    return Pages.slice(new Markets(), bytes("{\"markets\":[" + elements + "]}"));
  }

  private static List<String> slices(String page) throws MalformedResponseException {
    byte[] body = bytes(page);
    return texts(body, Pages.slice(new Markets(), body));
  }

  private static List<String> texts(byte[] body, Page slices) {
    return slices.rows().stream()
        .map(
            row -> new String(body, row.spans().get(0).from(), row.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static @Nullable String cursor(String page) throws MalformedResponseException {
    return Pages.slice(new Markets(), bytes(page)).cursor();
  }

  private static String refusal(String body) {
    return refusal(bytes(body));
  }

  private static String refusal(byte[] body) {
    return String.valueOf(
        assertThrows(MalformedResponseException.class, () -> Pages.slice(new Markets(), body))
            .getMessage());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
