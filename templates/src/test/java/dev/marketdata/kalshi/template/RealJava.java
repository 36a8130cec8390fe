package dev.marketdata.kalshi.template;

import java.nio.file.Path;
import java.util.List;

/** A {@code java} for the script {@code kalshi}, which runs the program of these tests. */
final class RealJava {

  private RealJava() {}

  /**
   * Returns it as a program in bash.
   *
   * @param before lines that run first
   * @param jvmFlags more flags of the JVM
   * @param flags more flags of the program
   */
  static String program(String before, List<String> jvmFlags, List<String> flags) {
    return String.join(
        "\n",
        before,
        "export CLASSPATH='" + System.getProperty("java.class.path") + "'",
        "args=()",
        "while [ $# -gt 0 ]; do",
        "  case $1 in",
        "    -cp) shift ;;",
        "    -XX:ArchiveClassesAtExit=* | -XX:SharedArchiveFile=*) ;;",
        "    *) args+=(\"$1\") ;;",
        "  esac",
        "  shift",
        "done",
        "exec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' "
            + String.join(" ", jvmFlags)
            + " \"${args[@]}\" "
            + String.join(" ", flags));
  }
}
