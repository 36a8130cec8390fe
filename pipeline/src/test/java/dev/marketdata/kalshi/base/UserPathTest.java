package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests paths as people write them. */
class UserPathTest {

  private static final String HOME = System.getProperty("user.home");

  @ParameterizedTest
  @CsvSource({"~, ''", "~/, /", "~/a b/c, /a b/c"})
  void aLeadingTildeIsTheHomeFolder(String path, String below) {
    assertThat(UserPath.expanded(path), is(HOME + below));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/~/b", "~a", "./~", "/~/", "gs://bucket/~/"})
  void anyOtherTildeIsAName(String path) {
    assertThat(UserPath.expanded(path), is(path));
  }

  @ParameterizedTest
  @CsvSource({
    "gs:/bucket/x, gs://bucket/x",
    "gs:bucket, gs://bucket",
    "GS://bucket, gs://bucket",
    "file:out, out",
    "file:///tmp/x, /tmp/x",
    "file:/tmp/x, /tmp/x",
    "FILE:~/x, ~/x"
  })
  void aMisspeltLocationNamesWhatWasMeant(String text, String meant) {
    assertThat(UserPath.mistake(text), is("; did you mean " + meant + "?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/x", "https://storage.googleapis.com/bucket"})
  void anotherSchemeIsWrong(String text) {
    assertThat(UserPath.mistake(text), is(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\data", "a:b", "s3:x"})
  void aNameThatLooksLikeASchemeMustNotBeginThePath(String text) {
    assertThat(UserPath.mistake(text), is("; a local name with a colon is written ./" + text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"~nobody", "~nobody/x", "~+"})
  void theHomeFolderOfANamedUserIsNotKnown(String text) {
    assertThat(
        UserPath.mistake(text),
        is("; only ~/ is known, the home folder; a local name with a tilde is written ./" + text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "~/x",
        "./~nobody",
        "x/~y",
        "out",
        "gs://bucket",
        "./a:b",
        "/a:b",
        "out/14:00",
        "2026-11-22T14:00",
        ":a"
      })
  void aPathHasNoScheme(String text) {
    assertThat(UserPath.mistake(text), is(nullValue()));
  }
}
