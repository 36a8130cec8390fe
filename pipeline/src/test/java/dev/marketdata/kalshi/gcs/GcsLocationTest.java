package dev.marketdata.kalshi.gcs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests locations in Cloud Storage. */
class GcsLocationTest {

  private static final String LONGEST = "a".repeat(222);

  @ParameterizedTest
  @CsvSource({
    "gs://bucket, bucket, ''",
    "gs://bucket/, bucket, ''",
    "gs://bucket/a, bucket, a",
    "gs://bucket/a/b.txt, bucket, a/b.txt",
    "gs://bucket//a, bucket, /a",
    "gs://my-bucket_0.example.com/a, my-bucket_0.example.com, a",
    "gs://bucket/ünï, bucket, ünï",
    "gs://abc/a, abc, a",
    "gs://0a9/a, 0a9, a"
  })
  void aPlaceIsABucketAndAName(String text, String bucket, String name) {
    assertThat(GcsLocation.parse(text), is(new GcsLocation(bucket, name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bucket/a", "gs:/bucket/a", "GS://bucket/a", "gs://", "gs:///a"})
  void anythingElseIsRefused(String text) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> GcsLocation.parse(text)).getMessage(),
        is("must be gs:// and a bucket, such as gs://my-bucket"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Bucket", "-bucket", "bucket-", "_bucket", "buck et", "ünï"})
  void aNameThatNoBucketHasIsQuoted(String bucket) {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> GcsLocation.parse("gs://" + bucket + "/a"))
            .getMessage(),
        is(
            "must name a bucket; the name of one is 3 to 222 of a-z 0-9 . _ - and begins and ends"
                + " with a letter or digit, unlike \""
                + bucket
                + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb"})
  void aLineBreakIsRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> GcsLocation.parse("gs://bucket/" + name));
  }

  @Test
  void aBucketsNameHas222CharactersAtMost() {
    assertThat(GcsLocation.parse("gs://" + LONGEST).bucket(), is(LONGEST));
    assertThrows(IllegalArgumentException.class, () -> GcsLocation.parse("gs://" + LONGEST + "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "gs://bucket, gs://bucket/x/y",
    "gs://bucket/, gs://bucket/x/y",
    "gs://bucket/a, gs://bucket/a/x/y",
    "gs://bucket/a/, gs://bucket/a/x/y"
  })
  void aPathBelowAPlaceFollowsOneSlash(String place, String below) {
    assertThat(GcsLocation.parse(place).resolve("x/y").toString(), is(below));
  }

  @ParameterizedTest
  @CsvSource({"gs://, true", "gs://bucket, true", "gs:, false", "out/gs://, false", "'', false"})
  void theSchemeMarksALocation(String text, boolean meant) {
    assertThat(GcsLocation.isGcsUri(text), is(meant));
  }
}
