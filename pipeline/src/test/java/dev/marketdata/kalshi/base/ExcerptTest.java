package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that foreign text in a message stays on its line and is safe for a terminal. */
class ExcerptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r\n", "\t", "\0", "\u001b", "\u0085", "\u009b", "\u2028", "\u202e", "\ud800"
      })
  void invisibleCharactersBecomeSpaces(String hidden) {
    assertThat(Excerpt.of("a" + hidden + "b"), is("a b"));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new AccessDeniedException("/d/f"), "/d/f: permission denied"),
        Arguments.of(new NoSuchFileException("/d/f"), "/d/f: no such file or folder"),
        Arguments.of(
            new FileAlreadyExistsException("/d/f"), "/d/f: a file of that name is in the way"),
        Arguments.of(
            new FileSystemException("/d/f", null, "No space left on device"),
            "/d/f: No space left on device"),
        Arguments.of(new IOException("Cloud Storage:\n403"), "Cloud Storage: 403"),
        Arguments.of(new EOFException(), "EOFException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void fileErrorsHaveReadableMessages(IOException failure, String words) {
    assertThat(Excerpt.of(failure), is(words));
  }

  @Test
  void lettersOfAllScriptsStay() {
    assertThat(Excerpt.of("Zürich 東京 \ud83c\udf27"), is("Zürich 東京 \ud83c\udf27"));
  }

  @Test
  void twoHundredCharactersStayWhole() {
    assertThat(Excerpt.of("x".repeat(200)), is("x".repeat(200)));
  }

  @Test
  void blanksAroundAreLeftOut() {
    assertThat(Excerpt.of(" \na b\n "), is("a b"));
  }

  @Test
  void aLongTextIsCutAfterTwoHundredCharacters() {
    assertThat(Excerpt.of("x".repeat(201)), is("x".repeat(200) + "..."));
  }
}
