package dev.marketdata.kalshi.simulator;

/** Pseudo-random numbers from a name and a salt. All simulated values come from these. */
final class Hash {
  private Hash() {}

  static long of(String name, long salt) {
    long mixed = name.hashCode() * 0x9E3779B97F4A7C15L + salt * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  static int of(String name, long salt, int bound) {
    return (int) Long.remainderUnsigned(of(name, salt), bound);
  }

  static String hex(String name, long salt, int digits) {
    return String.format("%016x", of(name, salt)).substring(0, digits);
  }
}
