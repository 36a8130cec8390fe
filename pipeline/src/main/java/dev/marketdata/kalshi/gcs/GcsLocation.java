package dev.marketdata.kalshi.gcs;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A place in Cloud Storage, written {@code gs://bucket/name}.
 *
 * @param name of an object, or the beginning of names; may be empty
 */
public record GcsLocation(String bucket, String name) implements Serializable {

  private static final String SCHEME = "gs://";
  // Source: cloud.google.com/storage/docs/buckets#naming
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  /** Tells whether the text is meant to be a place in Cloud Storage. */
  public static boolean isMeantBy(String text) {
    return text.startsWith(SCHEME);
  }

  /** Reads {@code gs://bucket/name}; the message of a refusal says what is wrong. */
  public static GcsLocation parse(String text) {
    String rest = isMeantBy(text) ? text.substring(SCHEME.length()) : "";
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException("gs:// and the name of a bucket are needed");
    }
    return new GcsLocation(bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  /** Returns the place of a path below this one. */
  public GcsLocation resolve(String path) {
    return new GcsLocation(
        bucket, name.isEmpty() || name.endsWith("/") ? name + path : name + "/" + path);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + name;
  }
}
