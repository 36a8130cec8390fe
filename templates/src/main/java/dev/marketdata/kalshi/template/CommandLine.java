package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.base.UserText;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerHint;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The arguments of the program {@code kalshi}: a command, operands (tickers, or the name of a
 * command to explain) and flags, in any order after the command.
 */
record CommandLine(Command command, List<String> operands, List<String> flags) {

  /** What the program can do. */
  enum Command {
    COLLECT(KalshiMarketDataOptions.class),
    PLAN(KalshiMarketDataOptions.class),
    COVERAGE(CoverageOptions.class),
    TABLES(TablesOptions.class),
    REPORT(ReportOptions.class),
    HELP(KalshiMarketDataOptions.class);

    private final Class<? extends PipelineOptions> options;

    Command(Class<? extends PipelineOptions> options) {
      this.options = options;
    }

    /** Returns the flags that it has. */
    Class<? extends PipelineOptions> options() {
      return options;
    }

    /** Returns true if it is for a list of tickers. */
    boolean takesTickers() {
      return options.equals(KalshiMarketDataOptions.class);
    }

    /** Returns it as it is typed. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  // The form of a key id. A ticker of this form has never been seen, and a key id must not be
  // stored.
  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
  private static final String USAGE =
      "kalshi collect|plan|coverage|tables|report|help [TICKER ...] [--flag=value ...]";

  /**
   * Reads the arguments. A {@code --help} anywhere asks for help about the command.
   *
   * @throws FlagException if there is no such command, a flag has no value, or an operand is not a
   *     ticker; the message quotes no operand, which may be part of a secret
   */
  static CommandLine parse(String... args) throws FlagException {
    Command command = command(args.length == 0 ? "" : args[0]);
    List<String> operands = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    boolean help = false;
    for (String arg : Arrays.asList(args).subList(Math.min(1, args.length), args.length)) {
      if (arg.equals("-h") || arg.equals("--help") || arg.startsWith("--help=")) {
        help = true;
      } else {
        (arg.startsWith("-") ? flags : operands).add(arg);
      }
    }
    if (help) {
      return new CommandLine(Command.HELP, List.of(args[0]), List.of());
    }
    FlagReader.checkValues(command.options(), flags);
    if (!command.takesTickers() && !operands.isEmpty()) {
      throw new FlagException(command.word() + " takes no tickers; flags are written --flag=value");
    }
    if (command != Command.HELP) {
      checkTickers(operands);
    }
    return new CommandLine(command, operands, flags);
  }

  private static Command command(String name) throws FlagException {
    return Arrays.stream(Command.values())
        .filter(command -> name.equals(command.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new FlagException("usage: " + USAGE));
  }

  private static void checkTickers(List<String> operands) throws FlagException {
    for (int i = 0; i < operands.size(); i++) {
      if (new File(operands.get(i)).isFile()) {
        throw new FlagException("a file of tickers is given as --tickers=" + operands.get(i));
      }
      if (!isTicker(operands.get(i))) {
        throw new FlagException("ticker " + (i + 1) + " is " + whatIsWrong(operands.get(i)));
      }
    }
  }

  /** Quotes no more of an operand than a ticker in a link to Kalshi, or one odd character. */
  private static String whatIsWrong(String operand) {
    String inLink = TickerHint.inLink(operand);
    if (inLink != null) {
      return "a link; did you mean " + inLink + "?";
    }
    String odd = UserText.oddCharacter(operand, 0);
    return "not valid: must be like KXCPIYOY or series:KXCPIYOY; "
        + (odd == null ? "flags are written --flag=value" : odd);
  }

  private static boolean isTicker(String operand) {
    try {
      TickerSelector selector =
          TickerSelector.parse(UserText.strip(operand), new SourceLine("", 0));
      return !UUID.matcher(selector.ticker().value()).matches();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns whether a flag is given. */
  boolean has(String flag) {
    return flags.stream().anyMatch(arg -> arg.startsWith("--" + flag + "="));
  }
}
