package dev.marketdata.kalshi.gcs;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * An object, or a common prefix of objects, in Cloud Storage: {@code gs://bucket/name}.
 *
 * @param name the object's name or the prefix; may be empty
 */
public record GcsLocation(String bucket, String name) implements Serializable {

  private static final String SCHEME = "gs://";
  // Source: cloud.google.com/storage/docs/buckets#naming. Parts between dots have 1 to 63
  // characters.
  private static final Pattern BUCKET =
      Pattern.compile("(?=.{3,222}$)(?![_-])[a-z0-9_-]{1,63}([.][a-z0-9_-]{1,63})*(?<![_-])");
  private static final Pattern NOT_A_BUCKET =
      Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}|goog.*|.*g[o0][o0]gle.*");

  /** Returns true if the text starts with {@code gs://}. */
  public static boolean isGcsUri(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Parses {@code gs://bucket/name}.
   *
   * @throws IllegalArgumentException if it is not one; the message is the rule that is broken
   */
  public static GcsLocation parse(String text) {
    String rest = isGcsUri(text) ? text.substring(SCHEME.length()) : "";
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("must be gs:// and a bucket, such as gs://my-bucket");
    }
    boolean formed = BUCKET.matcher(bucket).matches();
    if (!formed || NOT_A_BUCKET.matcher(bucket).matches()) {
      String rule =
          formed
              ? "is no IP address, does not begin with goog and does not contain google"
              : "is 3 to 63 of a-z 0-9 _ - (more if single dots divide it) and begins and ends with"
                  + " a letter or digit";
      throw new IllegalArgumentException(
          "must name a bucket; the name of one "
              + rule
              + ", unlike \""
              + Excerpt.of(bucket)
              + "\"");
    }
    if (rest.indexOf('\n') >= 0 || rest.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("must have no line break");
    }
    return new GcsLocation(bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  /** Returns the location of a path below this one. */
  public GcsLocation resolve(String path) {
    return new GcsLocation(
        bucket, name.isEmpty() || name.endsWith("/") ? name + path : name + "/" + path);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + name;
  }
}
