package dev.marketdata.kalshi.base;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads text that people write: its encoding, and characters that an editor does not show. */
public final class UserText {

  // Blank on the screen, although Unicode counts them as letters, marks or symbols.
  private static final String BLANK_TOO = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

  private UserText() {}

  /**
   * Returns the encoding of a text: UTF-16 if it has that byte order mark, or if at least every
   * second character has a zero byte, as PowerShell and Excel write it; else UTF-8.
   */
  public static Charset charset(byte[] text) {
    if (text.length >= 2) {
      int mark = (text[0] & 0xFF) << 8 | (text[1] & 0xFF);
      if (mark == 0xFEFF) {
        return StandardCharsets.UTF_16BE;
      }
      if (mark == 0xFFFE) {
        return StandardCharsets.UTF_16LE;
      }
    }
    int[] zeros = new int[2];
    for (int i = 0; i < text.length; i++) {
      zeros[i % 2] += text[i] == 0 ? 1 : 0;
    }
    if (Math.max(zeros[0], zeros[1]) * 4L < text.length || zeros[0] == zeros[1]) {
      return StandardCharsets.UTF_8;
    }
    return zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
  }

  /**
   * Returns a text without what is blank at its ends: blanks of every kind, control characters,
   * byte order marks and characters of no width.
   */
  public static String strip(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    int end = text.length();
    while (end > start && isBlank(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      // Variation selectors.
      case Character.NON_SPACING_MARK ->
          (codePoint >= 0xFE00 && codePoint <= 0xFE0F) || BLANK_TOO.indexOf(codePoint) >= 0;
      default -> BLANK_TOO.indexOf(codePoint) >= 0;
    };
  }

  /**
   * Names the first character that is not printable ASCII, because it may look like one that is, or
   * like nothing.
   *
   * @param before how many characters stand before the text in its line
   * @return such as {@code character 7 is U+200B ZERO WIDTH SPACE}; null if there is none
   */
  public static @Nullable String oddCharacter(String text, int before) {
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePointAt(i);
      if (codePoint < ' ' || codePoint > '~') {
        String name = Character.getName(codePoint);
        return String.format(
            Locale.ROOT,
            "character %d is U+%04X%s",
            before + i + 1,
            codePoint,
            name == null ? "" : " " + name);
      }
    }
    return null;
  }
}
