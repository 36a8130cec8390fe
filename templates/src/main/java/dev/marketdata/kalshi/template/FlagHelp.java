package dev.marketdata.kalshi.template;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** Lists our own flags; Beam's list of all options holds a page of others. */
final class FlagHelp {

  private FlagHelp() {}

  static void print(PrintStream out) {
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
    out.println("  --" + FlagReader.nameOf(getter) + "=" + (value == null ? "" : value.value()));
    out.println("      " + getter.getAnnotation(Description.class).value());
  }
}
