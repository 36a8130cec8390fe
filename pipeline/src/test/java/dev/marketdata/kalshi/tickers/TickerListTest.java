package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.base.UserText;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tests the parsing of ticker files. */
class TickerListTest {

  @Test
  void selectorsAreKeptInOrder() {
    assertThat(texts(list("B\nmarket:A\nevent:C\n")), contains("B", "market:A", "event:C"));
  }

  @Test
  void aCommentEndsALine() {
    assertThat(texts(list("# a comment\nA # another\nB#C\n#D")), contains("A", "B"));
  }

  @Test
  void blankLinesAreNothing() {
    assertThat(texts(list("\n  \n\t\nA\n\n")), contains("A"));
  }

  @Test
  void blanksAroundASelectorAreNothing() {
    assertThat(texts(list("  A\t\n")), contains("A"));
  }

  @Test
  void windowsLineBreaksAreLineBreaks() {
    assertThat(texts(list("A\r\nB\r\n")), contains("A", "B"));
  }

  @Test
  void oldLineBreaksAreLineBreaks() {
    assertThat(texts(list("A\rB")), contains("A", "B"));
  }

  @Test
  void theLastLineNeedsNoLineBreak() {
    assertThat(texts(list("A\nB")), contains("A", "B"));
  }

  @Test
  void aByteOrderMarkIsNothing() {
    assertThat(texts(list("\uFEFFA\nB")), contains("A", "B"));
  }

  @Test
  void aByteOrderMarkBeforeACommentIsNothing() {
    assertThat(list("\uFEFF# comment\n").invalid(), is(empty()));
  }

  @Test
  void blanksThatNobodySeesAroundASelectorAreNothing() {
    assertThat(
        texts(list("A\u200B\n\uFEFFB\n\u00A0C\u3000# why\n\u00A0\n")), contains("A", "B", "C"));
  }

  @Test
  void aCharacterThatNobodySeesInASelectorIsNamedWithItsPlaceInTheLine() {
    assertThat(
        list("  KX\u200BA").invalid().get(0).problem(),
        endsWith("; character 5 is U+200B ZERO WIDTH SPACE"));
  }

  @Test
  void aLinkIsInvalidAndItsTickerIsNamed() {
    assertThat(
        list("https://kalshi.com/markets/kxa/title#kxa-1").invalid().get(0).problem(),
        is("Not a ticker: \"https://kalshi.com/markets/kxa/title\" (a link; did you mean KXA-1?)"));
  }

  @Test
  void everyFileMayBeginWithAByteOrderMark() {
    TickerList list = list("\uFEFFA");
    list.read("more.txt", "\uFEFFB");

    assertThat(texts(list), contains("A", "B"));
  }

  @Test
  void aDuplicateCountsOnce() {
    assertThat(texts(list("A\nB\nA # again")), contains("A", "B"));
  }

  @Test
  void duplicatesAreCounted() {
    assertThat(list("A\nA\nA").counts("tickers.txt", null).duplicates(), is(2L));
  }

  @Test
  void aDuplicateInAnotherFileCountsOnce() {
    TickerList list = list("A");
    list.read("more.txt", "A\nB");

    assertThat(texts(list), contains("A", "B"));
  }

  @Test
  void theFirstOfADuplicateIsKept() {
    TickerList list = list("\nA");
    list.read("more.txt", "A");

    assertThat(list.selectors().get(0).source(), is(new SourceLine("tickers.txt", 2)));
  }

  @Test
  void oneNameOfTwoKindsIsNoDuplicate() {
    assertThat(
        texts(list("KXELONMARS-99\nevent:KXELONMARS-99\nmarket:KXELONMARS-99")),
        contains("KXELONMARS-99", "event:KXELONMARS-99", "market:KXELONMARS-99"));
  }

  @Test
  void namesThatDifferInCaseAreNoDuplicates() {
    assertThat(texts(list("kxa\nKXA")), contains("kxa", "KXA"));
  }

  @Test
  void aLineThatIsNoSelectorIsKeptWithItsPlaceAndReason() {
    assertThat(
        list("A\n\n../../etc/passwd # nice try\n").invalid(),
        contains(
            new InvalidLine(
                "../../etc/passwd",
                new SourceLine("tickers.txt", 3),
                "Not a ticker: \"../../etc/passwd\" (1 to 200 of A-Z a-z 0-9 . _ -, beginning with"
                    + " a letter or digit)")));
  }

  @Test
  void aLineThatIsNoSelectorDoesNotHideTheNext() {
    assertThat(texts(list("A,B\nC")), contains("C"));
  }

  @Test
  void aLongLineIsKeptShort() {
    assertThat(list("!".repeat(100_000)).invalid().get(0).text(), is("!".repeat(200) + "..."));
  }

  @Test
  void aRepeatedInvalidLineIsInvalidTwice() {
    assertThat(list("a b\na b").invalid().size(), is(2));
  }

  @Test
  void selectorsAreCountedByKind() {
    assertThat(
        list("market:A\nmarket:B\nmarket:C\nevent:A\nevent:B\nseries:A\nU\nV\nW\nX\nX\n?")
            .counts("gs://b/t.txt", "17"),
        is(
            new TickerCounts(
                "gs://b/t.txt",
                "17",
                3,
                2,
                1,
                4,
                1,
                1,
                List.of(
                    "line 12 of tickers.txt: Not a ticker: \"?\" (1 to 200 of A-Z a-z 0-9 . _ -,"
                        + " beginning with a letter or digit)"),
                null)));
  }

  @Test
  void aListWithoutSelectorsIsAProblem() {
    assertThat(
        list("# nothing\n\n").counts("tickers.txt", null).problem(),
        is("tickers.txt has no ticker"));
  }

  @Test
  void aListOfLeftoversThatIsEmptyMeansThatNothingIsLeft() {
    assertThat(
        list(TickerFiles.LEFT_OVER + "a run\n").counts("failed.txt", null).problem(),
        is("failed.txt has no ticker: that run left nothing to try again"));
  }

  @Test
  void aListOfInvalidLinesAloneIsAProblemThatQuotesTheFirst() {
    assertThat(
        list("\n?\n!").counts("*.txt", null).problem(),
        is(
            "*.txt has no ticker; line 2 of tickers.txt: Not a ticker: \"?\" (1"
                + " to 200 of A-Z a-z 0-9 . _ -, beginning with a letter or digit)"));
  }

  @Test
  void theFirstFiveInvalidLinesAreDescribed() {
    assertThat(
        list("A\n!\n!\n!\n!\n!\n!\n").counts("t.txt", null).firstInvalid().stream()
            .map(line -> line.split(" of ", 2)[0])
            .toList(),
        contains("line 2", "line 3", "line 4", "line 5", "line 6"));
  }

  @Test
  void aListThatIsNotUtf8IsToldTo() {
    assertThat(
        list("\uFFFD\uFFFDK\0X\0").counts("tickers.txt", null).problem(),
        endsWith("; the file must be UTF-8"));
  }

  @Test
  void aListWithASelectorIsNoProblem() {
    assertThat(list("A").counts("tickers.txt", null).problem(), is(nullValue(String.class)));
  }

  @Property(tries = 1_000)
  void everyLineIsBlankOrASelectorOrADuplicateOrInvalid(@ForAll("files") String text) {
    TickerList list = list(text);

    assertThat(
        list.selectors().size()
            + list.invalid().size()
            + list.counts("tickers.txt", null).duplicates(),
        is(linesThatSaySomething(text)));
  }

  @Property(tries = 500)
  void noInvalidLineSpansTwo(@ForAll("files") String text) {
    assertThat(
        list(text).invalid().stream().filter(line -> line.text().lines().count() > 1).toList(),
        is(empty()));
  }

  @Property(tries = 500)
  void commentsAndSpacesChangeNothing(
      @ForAll @Size(max = 20) List<@From("plainSelectors") String> selectors,
      @ForAll("noise") String before,
      @ForAll("noise") String after) {
    String text =
        selectors.stream()
            .map(selector -> before + "\n\t " + selector + " # why\r\n" + after + "\n")
            .collect(Collectors.joining());

    assertThat(texts(list(text)), is(selectors.stream().distinct().toList()));
  }

  @Provide
  Arbitrary<String> plainSelectors() {
    return Arbitraries.of("A", "B-1", "market:A", "event:A", "series:A-B.C_D", "market");
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.of("", " ", "\t", "\n", "\r\n", "# A", "#", "  # market:B\n");
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                "A", "B-1", "market:", "event:", "series:", "#", " ", "\t", "\n", "\r\n", "\r",
                "\uFEFF", "\u0000", "\u2028", "/", ":"),
            Arbitraries.strings().ofMaxLength(5));
    return piece.list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  private static long linesThatSaySomething(String text) {
    return text.lines().filter(line -> !UserText.strip(line.split("#", 2)[0]).isEmpty()).count();
  }

  private static List<String> texts(TickerList list) {
    return list.selectors().stream().map(TickerSelector::text).toList();
  }

  private static TickerList list(String text) {
    TickerList list = new TickerList();
    list.read("tickers.txt", text);
    return list;
  }
}
