package dev.marketdata.kalshi.template;

import java.beans.Introspector;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command line into options, and lists our own flags. Checks the names of the flags before
 * Beam does, because Beam's messages are for developers. No message about a name quotes a value,
 * which may be a secret.
 */
final class FlagReader {

  // A key in PEM begins with dashes too.
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,60}");

  private FlagReader() {}

  /**
   * Has Beam register the flags of a run on this machine and no others; to be called before
   * anything else of Beam is used. Beam registers those of every part in the jar and checks each
   * against all others, which for Google Cloud's hundreds takes longer than a small run.
   */
  static void registerLocal() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(FlagReader.class.getClassLoader()) {
          /** Shows a list of our own where the jar has that of all its parts. */
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            URL own = FlagReader.class.getResource("local-registrars");
            String list = "META-INF/services/" + PipelineOptionsRegistrar.class.getName();
            return name.equals(list) && own != null
                ? Collections.enumeration(List.of(own))
                : super.getResources(name);
          }
        });
    try {
      // Where buckets are served can be said here too.
      PipelineOptionsFactory.register(GcsOptions.class);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Returns the options that the flags make. Beam's own flags may be among them.
   *
   * @throws FlagException if a flag is unknown, is repeated or cannot be read
   */
  static KalshiMarketDataOptions read(String... args) throws FlagException {
    PipelineOptionsFactory.register(KalshiMarketDataOptions.class);
    check(args);
    try {
      return PipelineOptionsFactory.fromArgs(args)
          .withValidation()
          .as(KalshiMarketDataOptions.class);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new FlagException(message.lines().findFirst().orElse(message));
    }
  }

  /** Lists our own flags; Beam's list of all options holds a page of others. */
  static void printHelp(PrintStream out) {
    out.println("Usage: ./collect [--demo] [--plan] [--flag=value ...]");
    out.println();
    out.println("  --demo");
    out.println("      Runs offline, against a simulated exchange, into demo-output.");
    out.println("  --plan");
    out.println("      Says what a run would take and cost, and writes nothing.");
    Arrays.stream(KalshiMarketDataOptions.class.getDeclaredMethods())
        .filter(method -> method.getName().startsWith("get"))
        .sorted(Comparator.comparing(Method::getName))
        .forEach(getter -> print(getter, out));
    out.println("  --jobName=kalshi-market-data");
    out.println("      Names the run in its folder and its log line.");
  }

  private static void print(Method getter, PrintStream out) {
    Default.@Nullable String value = getter.getAnnotation(Default.String.class);
    out.println("  --" + nameOf(getter) + "=" + (value == null ? "" : value.value()));
    out.println("      " + getter.getAnnotation(Description.class).value());
  }

  /** Returns the name of the flag that sets what a getter returns; null if it is no getter. */
  private static @Nullable String nameOf(Method getter) {
    String property = getter.getName().replaceFirst("^(get|is)(?=[A-Z])", "");
    return getter.getParameterCount() > 0 || property.equals(getter.getName())
        ? null
        : Introspector.decapitalize(property);
  }

  private static void check(String... args) throws FlagException {
    Map<String, Boolean> repeatable = repeatableByName();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < args.length; i++) {
      String name = name(args[i]);
      if (name == null) {
        String before = i == 0 ? null : name(args[i - 1]);
        throw new FlagException(
            (before == null ? "argument " + (i + 1) : "what follows --" + before)
                + " is no flag; flags are written --flag=value");
      }
      if (!repeatable.containsKey(name)) {
        throw new FlagException(
            "--" + name + " is no flag of this program" + hint(name, repeatable.keySet()));
      }
      if (!seen.add(name) && !repeatable.getOrDefault(name, false)) {
        throw new FlagException("--" + name + " is given more than once");
      }
    }
  }

  private static @Nullable String name(String arg) {
    String name = arg.startsWith("--") ? arg.substring(2).split("=", 2)[0] : "";
    return NAME.matcher(name).matches() ? name : null;
  }

  /** Returns the flags that Beam would accept, and whether each may be given several times. */
  private static Map<String, Boolean> repeatableByName() {
    Map<String, Boolean> repeatable = new TreeMap<>(Map.of("help", true));
    for (Class<?> options : PipelineOptionsFactory.getRegisteredOptions()) {
      for (Method method : options.getMethods()) {
        String name = nameOf(method);
        if (name != null) {
          Class<?> type = method.getReturnType();
          repeatable.put(name, type.isArray() || Collection.class.isAssignableFrom(type));
        }
      }
    }
    return repeatable;
  }

  private static String hint(String name, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(flag -> StringUtils.getLevenshteinDistance(name, flag)))
        .filter(near -> StringUtils.getLevenshteinDistance(name, near) <= name.length() / 3)
        .map(near -> "; did you mean --" + near + "?")
        .orElse("; --help lists them");
  }
}
