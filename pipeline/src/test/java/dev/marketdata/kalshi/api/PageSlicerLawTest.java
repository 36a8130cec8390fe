package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.datasets.Markets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares the slicer with a complete parser, with generated pages. */
class PageSlicerLawTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(10_000).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Property(tries = 400)
  void slicesHoldWhatAWholeParseFinds(@ForAll("pages") String page) throws Exception {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);

    List<JsonNode> found = new ArrayList<>();
    for (Row row : Pages.slice(new Markets(), body).rows()) {
      found.add(JSON.readTree(text(body, row)));
    }

    assertThat(found, is(whole(body)));
  }

  @Property(tries = 200)
  void slicesAreWholeObjects(@ForAll("pages") String page) throws Exception {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);

    for (Row row : Pages.slice(new Markets(), body).rows()) {
      String slice = text(body, row);
      assertThat(slice, slice.startsWith("{") && slice.endsWith("}"), is(true));
    }
  }

  @Property(tries = 200)
  void rowsHaveTheirObjectsTickers(@ForAll("pages") String page) throws Exception {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);

    List<String> tickers =
        Pages.slice(new Markets(), body).rows().stream().map(row -> row.ticker().value()).toList();

    assertThat(
        tickers, is(whole(body).stream().map(market -> market.get("ticker").asText()).toList()));
  }

  @Property(tries = 200)
  void aTruncatedPageIsRefusedOrSlicedWithoutOtherExceptions(
      @ForAll("pages") String page, @ForAll Random chance) {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    byte[] head = Arrays.copyOf(body, chance.nextInt(body.length));

    assertThat(endsWell(head), is(true));
  }

  private static boolean endsWell(byte[] body) {
    try {
      return Pages.slice(new Markets(), body).unusable().isEmpty();
    } catch (MalformedResponseException e) {
      return !String.valueOf(e.getMessage()).isBlank();
    }
  }

  private static String text(byte[] body, Row row) {
    return new String(body, row.spans().get(0).from(), row.bytes(), StandardCharsets.UTF_8);
  }

  private static List<JsonNode> whole(byte[] body) throws Exception {
    List<JsonNode> markets = new ArrayList<>();
    JSON.readTree(body).get("markets").forEach(markets::add);
    return markets;
  }

  @Provide
  Arbitrary<String> pages() {
    Arbitrary<String> markets =
        Combinators.combine(markets().list().ofMaxSize(5), blanks())
            .as((all, blank) -> member("markets", blank, array(all, blank)));
    Arbitrary<String> cursor =
        Arbitraries.of("\"cursor\":\"\"", "\"cursor\" : null", "\"cursor\":\"CgA\"");
    Arbitrary<List<String>> unknown = members("markets", "cursor").list().ofMaxSize(3);
    return Combinators.combine(markets, cursor, unknown, blanks(), Arbitraries.randoms())
        .as(
            (found, next, rest, blank, random) -> {
              List<String> members = new ArrayList<>(rest);
              members.add(found);
              members.add(next);
              Collections.shuffle(members, random);
              return blank + object(members, blank) + blank;
            });
  }

  private Arbitrary<String> markets() {
    Arbitrary<String> tickers =
        Arbitraries.strings()
            .withChars("ABCZ019.-")
            .ofMinLength(1)
            .ofMaxLength(12)
            .map("A"::concat);
    return Combinators.combine(
            tickers, members("ticker").list().ofMaxSize(5), blanks(), Arbitraries.randoms())
        .as(
            (ticker, rest, blank, random) -> {
              List<String> members = new ArrayList<>(rest);
              members.add(
                  random.nextInt(members.size() + 1), member("ticker", blank, quoted(ticker)));
              return object(members, blank);
            });
  }

  private Arbitrary<String> members(String... taken) {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("ticker", "event_ticker", "status", "settlement_ts", "cursor", "°"),
            text());
    return Combinators.combine(
            names.filter(name -> !List.of(taken).contains(name)), blanks(), values())
        .as(PageSlicerLawTest::member);
  }

  private Arbitrary<String> values() {
    return Arbitraries.recursive(this::scalars, this::nested, 0, 3);
  }

  private Arbitrary<String> nested(Arbitrary<String> inner) {
    Arbitrary<String> arrays =
        Combinators.combine(inner.list().ofMaxSize(3), blanks()).as(PageSlicerLawTest::array);
    Arbitrary<String> member =
        Combinators.combine(Arbitraries.oneOf(Arbitraries.of("ticker"), text()), blanks(), inner)
            .as(PageSlicerLawTest::member);
    Arbitrary<String> objects =
        Combinators.combine(member.list().ofMaxSize(3), blanks()).as(PageSlicerLawTest::object);
    return Arbitraries.oneOf(inner, arrays, objects);
  }

  private Arbitrary<String> scalars() {
    return Arbitraries.oneOf(
        text().map(PageSlicerLawTest::quoted),
        Arbitraries.bigIntegers().map(String::valueOf),
        Arbitraries.bigDecimals().map(String::valueOf),
        Arbitraries.of("1.10", "-0", "0.0", "5.4E1", "1e-7", "-1E+30", "7".repeat(2_000)),
        Arbitraries.of("true", "false", "null", "\"\"", "\"{\"", "\"]}\""));
  }

  private static Arbitrary<String> text() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0x7f),
            Arbitraries.integers().between(0, Character.MIN_SURROGATE - 1),
            Arbitraries.integers().between(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT))
        .list()
        .ofMaxSize(8)
        .map(
            points -> {
              StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  private static Arbitrary<String> blanks() {
    return Arbitraries.of("", "", " ", "\n", "\r\n", "\t", "  \r\n  ");
  }

  private static String member(String name, String blank, String value) {
    return quoted(name) + blank + ":" + blank + value;
  }

  private static String array(List<String> values, String blank) {
    return "[" + blank + String.join(blank + "," + blank, values) + blank + "]";
  }

  private static String object(List<String> members, String blank) {
    return "{" + blank + String.join(blank + "," + blank, members) + blank + "}";
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point < ' ' || point == '"' || point == '\\' || point % 7 == 0) {
                for (char half : Character.toChars(point)) {
                  json.append(String.format("\\u%04x", (int) half));
                }
              } else {
                json.appendCodePoint(point);
              }
            });
    return json.append('"').toString();
  }
}
