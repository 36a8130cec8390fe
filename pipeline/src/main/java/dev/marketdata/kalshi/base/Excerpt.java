package dev.marketdata.kalshi.base;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Shortens text from outside for use in a message: one line, no control characters. */
public final class Excerpt {

  private static final int MAX_LENGTH = 200;

  /** Unicode's control and format characters, unpaired surrogates and line separators. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private Excerpt() {}

  /** Returns the first 200 characters of a text, with each run of control characters as a blank. */
  public static String of(String text) {
    String head = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return UNPRINTABLE.matcher(head).replaceAll(" ").strip();
  }

  /**
   * Returns one line about a failed file or storage operation. The message of some JDK exceptions
   * is only a path.
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
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      // The reason is last in the message, and would be cut off after a long path.
      return of(String.valueOf(e.getFile())) + ": " + of(e.getReason());
    }
    return of(message);
  }
}
