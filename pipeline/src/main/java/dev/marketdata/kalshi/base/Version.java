package dev.marketdata.kalshi.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this program, as the build wrote it. */
public final class Version {

  private static final String VALUE = read();

  private Version() {}

  /** Returns the version, such as {@code 1.0.0}. */
  public static String value() {
    return VALUE;
  }

  /** Returns the value of the {@code User-Agent} header that this program sends. */
  public static String userAgent() {
    return "kalshi-market-data/" + VALUE;
  }

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
