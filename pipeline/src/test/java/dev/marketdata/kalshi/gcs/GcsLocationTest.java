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

  private static final String LONGEST_PART = "a".repeat(63);
  private static final String LONGEST = (LONGEST_PART + ".").repeat(3) + "a".repeat(30);

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
  @ValueSource(
      strings = {
        "ab", "Bucket", "-bucket", "bucket-", "_bucket", "buck et", "ünï", "my..x", "a.b."
      })
  void aNameThatNoBucketHasIsQuoted(String bucket) {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> GcsLocation.parse("gs://" + bucket + "/a"))
            .getMessage(),
        is(
            "must name a bucket; the name of one is 3 to 63 of a-z 0-9 _ - (more if single dots"
                + " divide it) and begins and ends with a letter or digit, unlike \""
                + bucket
                + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.1", "google", "goog-data", "my-google-data", "my-g00gle"})
  void aNameThatGoogleRefusesIsQuoted(String bucket) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> GcsLocation.parse("gs://" + bucket))
            .getMessage(),
        is(
            "must name a bucket; the name of one is no IP address, does not begin with goog and does"
                + " not contain google, unlike \""
                + bucket
                + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1", "1.2.3.4.5", "1.2.3.1234", "my-goog", "123"})
  void aNameThatIsAlmostRefusedIsABucket(String bucket) {
    assertThat(GcsLocation.parse("gs://" + bucket).bucket(), is(bucket));
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

  @Test
  void aPartOfABucketsNameHas63CharactersAtMost() {
    assertThat(GcsLocation.parse("gs://" + LONGEST_PART).bucket(), is(LONGEST_PART));
    assertThrows(
        IllegalArgumentException.class, () -> GcsLocation.parse("gs://" + LONGEST_PART + "a"));
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
