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
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads flags into options, and lists our own flags. Checks the names of the flags before Beam
 * does, because Beam's messages are for developers. No message about a name quotes a value, which
 * may be a secret.
 */
final class FlagReader {

  // A PEM file starts with dashes too.
  private static final int HELP_WIDTH = 80;
  private static final Set<Class<?>> OURS =
      Set.of(
          KalshiMarketDataOptions.class,
          CoverageOptions.class,
          TablesOptions.class,
          ReportOptions.class,
          TemplateOptions.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,60}");

  private FlagReader() {}

  /**
   * Makes Beam register the flags of a run on this machine and no others. Must be called before
   * anything else of Beam is used. By default, Beam registers those of every module in the jar and
   * checks each against all others, which for Google Cloud's hundreds takes longer than a small
   * run.
   */
  static void registerLocal() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(FlagReader.class.getClassLoader()) {
          /** Returns a short list in place of the one that names every module of the jar. */
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
      // For --gcsEndpoint.
      PipelineOptionsFactory.register(GcsOptions.class);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Returns the options of a run that the flags set. */
  static KalshiMarketDataOptions read(String... args) throws FlagException {
    return read(KalshiMarketDataOptions.class, args);
  }

  /**
   * Returns the options that the flags set. Beam's own flags may be among them.
   *
   * @param options our flags
   * @throws FlagException if a flag is unknown, is repeated, has no value or cannot be read
   */
  static <T extends PipelineOptions> T read(Class<T> options, String... args) throws FlagException {
    PipelineOptionsFactory.register(options);
    check(options, List.of(args));
    try {
      return PipelineOptionsFactory.fromArgs(args).withValidation().as(options);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new FlagException(message.lines().findFirst().orElse(message));
    }
  }

  /**
   * Prints what a command does and which flags it has; Beam's own help lists a page of others.
   *
   * @param commands the command, or nothing for all
   */
  static void printHelp(List<String> commands, PrintStream out) throws FlagException {
    String command = commands.isEmpty() ? "collect" : commands.get(0);
    Class<?> options = optionsOf(command);
    boolean takesTickers = options.equals(KalshiMarketDataOptions.class);
    out.println(
        "Usage: ./kalshi "
            + command
            + (takesTickers ? " [TICKER ...]" : "")
            + " [--flag=value ...]");
    out.println();
    print(
        "",
        switch (command) {
          case "demo" ->
              "Runs the last two days offline, against a simulated exchange with made-up markets and"
                  + " a key of its own, into demo-output, and a run of now with candlesticks and"
                  + " trades. Then makes tables, and shows the coverage. In the same folder, another"
                  + " demo goes on from there. Without tickers, collects templates/demo/tickers.txt."
                  + " The flags are those of \"help collect\", except --kalshiUrl, --kalshiKeyId and"
                  + " --kalshiPrivateKey.";
          case "collect" ->
              "Fetches the markets of the tickers and stores each as one JSON file for the slot."
                  + " Give tickers as arguments, or one per line: --tickers=FILE, or"
                  + " --tickers=- for standard input.";
          case "plan" ->
              "Shows what a run with the same tickers and flags would take: requests, time, files"
                  + " and their size. Fetches and writes no market.";
          case "coverage" ->
              "Shows what the runs under an output hold, slot by slot: what is whole, what is missing"
                  + " and why, and the command that gets what can still be had. Reads the runs'"
                  + " summaries only; requests and writes nothing.";
          case "tables" ->
              "Makes typed Parquet tables, one file per day, from the shards of closed days that are"
                  + " in none yet: tables/NAME/date=DAY/*.parquet under the output. Shards stay as they"
                  + " are. Those that come later go into files of their own.";
          case "report" ->
              "Makes a page of what the runs under an output hold: report/index.html, one file that"
                  + " needs no server and no network. It shows health, coverage, movers, markets with"
                  + " charts, and calibration. The same data give the same page.";
          default ->
              throw new FlagException(
                  "unknown command; known: demo, collect, plan, coverage, tables, report");
        },
        out);
    if (command.equals("demo")) {
      return;
    }
    out.println();
    Arrays.stream(options.getDeclaredMethods())
        .filter(method -> method.getName().startsWith("get"))
        .sorted(Comparator.comparing(Method::getName))
        .forEach(getter -> print(getter, out));
    if (options.equals(TablesOptions.class)) {
      return;
    }
    out.println("  --jobName=" + KalshiMarketDataOptions.JOB_NAME);
    print(
        "      ",
        options.equals(CoverageOptions.class) || options.equals(ReportOptions.class)
            ? "The job whose runs are shown."
            : "Name of the run in its folder and its log line.",
        out);
  }

  private static Class<?> optionsOf(String command) {
    return switch (command) {
      case "coverage" -> CoverageOptions.class;
      case "tables" -> TablesOptions.class;
      case "report" -> ReportOptions.class;
      default -> KalshiMarketDataOptions.class;
    };
  }

  private static String commandOf(Class<?> options) {
    if (options.equals(CoverageOptions.class)) {
      return "coverage";
    }
    if (options.equals(TablesOptions.class)) {
      return "tables";
    }
    return options.equals(ReportOptions.class) ? "report" : "collect";
  }

  private static void print(Method getter, PrintStream out) {
    Default.@Nullable String value = getter.getAnnotation(Default.String.class);
    out.println("  --" + nameOf(getter) + "=" + (value == null ? "" : value.value()));
    print("      ", getter.getAnnotation(Description.class).value(), out);
  }

  /** Prints a text in lines that fit a terminal. */
  private static void print(String indent, String text, PrintStream out) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > HELP_WIDTH && line.length() > indent.length()) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }

  /** Returns the name of the flag that sets what a getter returns; null if it is no getter. */
  private static @Nullable String nameOf(Method getter) {
    String property = getter.getName().replaceFirst("^(get|is)(?=[A-Z])", "");
    return getter.getParameterCount() > 0 || property.equals(getter.getName())
        ? null
        : Introspector.decapitalize(property);
  }

  /**
   * Checks that every flag is known and has a value.
   *
   * @throws FlagException for the first that is or has none
   */
  static void checkValues(Class<? extends PipelineOptions> options, List<String> flags)
      throws FlagException {
    PipelineOptionsFactory.register(options);
    check(options, flags);
    for (String flag : flags) {
      if (flag.indexOf('=') < 0) {
        // Beam would read "true" there.
        throw new FlagException(flag + " needs a value: " + flag + "=...");
      }
    }
  }

  private static void checkNames(List<String> flags) throws FlagException {
    for (int i = 0; i < flags.size(); i++) {
      String name = name(flags.get(i));
      if (name == null) {
        String before = i == 0 ? null : name(flags.get(i - 1));
        throw new FlagException(
            (before == null ? "flag " + (i + 1) : "what follows --" + before)
                + " is not valid; flags are written --flag=value");
      }
    }
  }

  private static void check(Class<? extends PipelineOptions> options, List<String> flags)
      throws FlagException {
    checkNames(flags);
    Map<String, Boolean> repeatable = repeatableByName(options);
    Set<String> seen = new HashSet<>();
    for (String flag : flags) {
      String name = String.valueOf(name(flag));
      if (!repeatable.containsKey(name)) {
        throw new FlagException(
            "unknown flag --"
                + name
                + didYouMean(
                    "--",
                    name,
                    repeatable.keySet(),
                    "; \"help " + commandOf(options) + "\" lists the flags"));
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

  /**
   * Returns the flags that Beam would accept, without those of our other commands, and whether each
   * may be given several times.
   */
  private static Map<String, Boolean> repeatableByName(Class<? extends PipelineOptions> ours) {
    Map<String, Boolean> repeatable = new TreeMap<>(Map.of("help", true));
    for (Class<?> options : PipelineOptionsFactory.getRegisteredOptions()) {
      if (OURS.contains(options) && !options.equals(ours)) {
        continue;
      }
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

  /**
   * Returns a hint at the known word that is nearest to one that is not known.
   *
   * @param prefix what is written before each word, such as {@code --}
   * @param ifNone the hint if none is near
   */
  static String didYouMean(String prefix, String unknown, Collection<String> known, String ifNone) {
    return known.stream()
        .min(Comparator.comparingInt(word -> StringUtils.getLevenshteinDistance(unknown, word)))
        .filter(near -> StringUtils.getLevenshteinDistance(unknown, near) <= unknown.length() / 3)
        .map(near -> "; did you mean " + prefix + near + "?")
        .orElse(ifNone);
  }
}
