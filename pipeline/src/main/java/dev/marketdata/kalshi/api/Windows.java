package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One or more windows of equal length, each of which starts where the one before ends.
 *
 * @param first the earliest
 * @param count how many there are, at least 1
 */
public record Windows(Window first, int count) implements Serializable {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if there is none, or several of a slot at no regular time
   */
  public Windows {
    if (count < 1 || (count > 1 && !isRegular(first))) {
      throw new IllegalArgumentException("not consecutive windows: " + count + " from " + first);
    }
  }

  /** Returns one window. */
  public static Windows of(Window only) {
    return new Windows(only, 1);
  }

  private static boolean isRegular(Window window) {
    return window.slot().equals(window.end());
  }

  /** Returns a window by its position from 0. */
  public Window get(int index) {
    if (index == 0) {
      return first;
    }
    Duration shift = first.length().multipliedBy(index);
    return new Window(first.start().plus(shift), first.end().plus(shift));
  }

  /** Returns the latest. */
  public Window last() {
    return get(count - 1);
  }

  /** Returns the windows in order. */
  public List<Window> list() {
    return IntStream.range(0, count).mapToObj(this::get).toList();
  }

  /** Returns one window over all of them. */
  public Window span() {
    return count == 1 ? first : new Window(first.start(), last().end());
  }

  /** Returns the windows from one position up to, but not including, another. */
  public Windows sub(int from, int to) {
    return new Windows(get(from), to - from);
  }

  /** Divides them into parts of at most the given number. */
  public List<Windows> parts(int max) {
    List<Windows> parts = new ArrayList<>();
    for (int from = 0; from < count; from += max) {
      parts.add(sub(from, Math.min(count, from + max)));
    }
    return parts;
  }

  /** Returns them without those at both ends that do not match; null if none matches. */
  public @Nullable Windows trimmed(Predicate<Window> matches) {
    int from = 0;
    while (from < count && !matches.test(get(from))) {
      from++;
    }
    int to = count;
    while (to > from && !matches.test(get(to - 1))) {
      to--;
    }
    return from == to ? null : sub(from, to);
  }

  /** Returns these and those, with consecutive ones together; those must come later. */
  public List<Windows> plus(Windows later) {
    boolean joined =
        isRegular(first)
            && isRegular(later.first)
            && last().end().equals(later.first.start())
            && first.length().equals(later.first.length());
    return joined ? List.of(new Windows(first, count + later.count)) : List.of(this, later);
  }
}
