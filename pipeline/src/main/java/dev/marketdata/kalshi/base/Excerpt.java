package dev.marketdata.kalshi.base;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Makes foreign text fit for a message: one line, short, no control characters. */
public final class Excerpt {

  private static final int LONGEST = 200;

  /** Control and format characters of all Unicode, half characters, and its two line breaks. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private Excerpt() {}

  /** Returns the text's first 200 characters, each run of control characters as a blank. */
  public static String of(String text) {
    String head = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return UNPRINTABLE.matcher(head).replaceAll(" ").strip();
  }

  /**
   * Returns one line that says what went wrong with a file or a store. The JDK names some failures
   * only by their class.
   */
  public static String of(Exception failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    if (failure instanceof AccessDeniedException) {
      return of(message) + ": permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return of(message) + ": no such file or folder";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return of(message) + ": a file of that name is in the way";
    }
    return of(message);
  }
}
