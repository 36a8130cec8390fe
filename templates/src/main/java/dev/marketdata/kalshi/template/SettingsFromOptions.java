package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.Webhook;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.report.ReportSettings;
import dev.marketdata.kalshi.runs.RunNotices;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tables.TablesSettings;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.runners.dataflow.DataflowRunner;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** Converts flags to settings and checks them; the only place that does. */
final class SettingsFromOptions {

  // Nanoseconds of centuries are more than a long holds.
  private static final Duration LONGEST_RUN = Duration.ofDays(31);
  // Their candles of a month are half a gigabyte in memory.
  private static final int MOST_CHARTS = 200;
  private static final int MAX_DIGITS = 12;
  // Kalshi opened later.
  private static final int MIN_YEAR = 2000;
  // Before the next slot: for late responses, the summary, and the end of a Dataflow job.
  private static final Duration MARGIN = Duration.ofMinutes(20);
  private static final Duration LONGEST_BACKFILL = Duration.ofDays(1);
  private static final Duration LONGEST_CATCH_UP = Duration.ofDays(7);
  private static final LocalTime LAST_SECOND = LocalTime.of(23, 59, 59);
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final int MIN_PART_OF_INTERVAL = 4;
  private static final int SETTLED_WITHIN_INTERVALS = 2;
  private static final String BUCKET = "gs://";
  private static final String NOT_REACHABLE =
      "must not be a loopback address: on a Dataflow worker that is the worker itself";
  private static final String NOT_SEEN =
      "must be projects/P/secrets/S/versions/V on Dataflow, whose workers have no other secrets";
  // What Dataflow accepts, so that a name that works here works there.
  private static final Pattern JOB_NAME = Pattern.compile("[a-z]([-a-z0-9]{0,98}[a-z0-9])?");

  private SettingsFromOptions() {}

  /**
   * Checks the flags, {@code --tickers} among them.
   *
   * @param launchedAt the time of the launch, from which slot and deadline follow
   * @throws FlagException for the first flag that cannot be used
   */
  static RunSettings read(KalshiMarketDataOptions options, Instant launchedAt)
      throws FlagException {
    return read(options, tickers(options), launchedAt);
  }

  /**
   * Checks the flags other than {@code --tickers}.
   *
   * @param tickers where the tickers are
   * @param launchedAt the time of the launch, from which slot and deadline follow
   * @throws FlagException for the first flag that cannot be used
   */
  static RunSettings read(KalshiMarketDataOptions options, TickerFiles tickers, Instant launchedAt)
      throws FlagException {
    Instant start = launchedAt.truncatedTo(ChronoUnit.SECONDS);
    Duration interval = value("interval", options.getInterval(), SettingsFromOptions::interval);
    Slot floored = Slot.floor(start, interval);
    List<MarketDataset> include =
        value("include", options.getInclude(), SettingsFromOptions::datasets);
    Slots slots =
        value(
            "slot",
            options.getSlot(),
            text -> Slots.parse(text, start, interval, include),
            new Slots(floored, null));
    Slot slot = slots.slot();
    String jobName = value("jobName", options.getJobName(), SettingsFromOptions::jobName);
    RunId run = new RunId(slot, jobName, start);
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    FetchRules rules = rules(options, include, slots, interval);
    Instant deadline =
        value(
            "deadline",
            options.getDeadline(),
            text -> after(launchedAt, text),
            slots.backfill() == null
                ? defaultDeadline(slot, launchedAt, interval, rules.readyAt())
                : launchedAt.plus(LONGEST_BACKFILL));
    OutputRoot output = value("output", options.getOutput(), text -> new OutputRoot(text, gcs));
    RunSettings settings =
        new RunSettings(
            run,
            tickers,
            output,
            new KalshiSettings(
                run.name(),
                value("kalshiUrl", options.getKalshiUrl(), ApiRoot::new),
                credentials(options),
                budget(options),
                deadline),
            rules,
            value(
                "maxFailedFraction", options.getMaxFailedFraction(), SettingsFromOptions::fraction),
            notices(options, output, run));
    if (isForDataflow(options)) {
      checkForDataflow(options, settings);
    }
    return settings;
  }

  /**
   * Checks the flags of the command {@code coverage}.
   *
   * @param jobName the job's name
   * @throws FlagException for the first flag that cannot be used
   */
  static CoverageSettings read(CoverageOptions options, String jobName) throws FlagException {
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    Instant from = value("from", options.getFrom(), text -> time(text, LocalTime.MIN), Instant.MIN);
    Instant to = value("to", options.getTo(), text -> time(text, LAST_SECOND), Instant.MAX);
    refuse(from.isAfter(to), "to", String.valueOf(options.getTo()), "must not be before --from");
    return new CoverageSettings(
        value("output", options.getOutput(), text -> new OutputRoot(text, gcs)),
        value("jobName", jobName, SettingsFromOptions::jobName),
        options.getFrom() == null ? null : from,
        options.getTo() == null ? null : to,
        value("interval", options.getInterval(), SettingsFromOptions::interval),
        value("format", options.getFormat(), SettingsFromOptions::isJson));
  }

  /**
   * Checks the flags of the command {@code report}.
   *
   * @param jobName the job's name
   * @throws FlagException for the first flag that cannot be used
   */
  static ReportSettings read(ReportOptions options, String jobName) throws FlagException {
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    Instant from = value("from", options.getFrom(), text -> time(text, LocalTime.MIN), Instant.MIN);
    Instant to = value("to", options.getTo(), text -> time(text, LAST_SECOND), Instant.MAX);
    refuse(from.isAfter(to), "to", String.valueOf(options.getTo()), "must not be before --from");
    return new ReportSettings(
        value("output", options.getOutput(), text -> new OutputRoot(text, gcs)),
        value("jobName", jobName, SettingsFromOptions::jobName),
        options.getFrom() == null ? null : from,
        options.getTo() == null ? null : to,
        value("interval", options.getInterval(), SettingsFromOptions::interval),
        value("top", options.getTop(), SettingsFromOptions::top));
  }

  private static int top(String text) {
    String rule = "must be a whole number from 0 to " + MOST_CHARTS;
    Integer top = parsed(text, Integer::parseInt, rule);
    return checked(top, top >= 0 && top <= MOST_CHARTS, rule);
  }

  /** A day alone is the slots of the whole day. */
  private static Instant time(String text, LocalTime ofDay) {
    String rule = "must be a day or an instant, such as 2026-11-22 or 2026-11-22T14:00:00Z";
    boolean isDay = DAY.matcher(text).matches();
    Instant time =
        isDay
            ? parsed(text, LocalDate::parse, rule).atTime(ofDay).toInstant(ZoneOffset.UTC)
            : parsed(text, Instant::parse, rule);
    return new Slot(time).time();
  }

  private static boolean isJson(String format) {
    boolean json = format.equals("json");
    return checked(json, json || format.equals("text"), "must be text or json");
  }

  /**
   * Checks the flags of the task that makes tables.
   *
   * @param now decides which days are closed
   * @throws FlagException for the first flag that cannot be used
   */
  static TablesSettings read(TablesOptions options, Instant now) throws FlagException {
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    LocalDate date = day("date", options.getDate(), now);
    LocalDate from = options.getFrom() == null ? date : day("from", options.getFrom(), now);
    LocalDate to = options.getTo() == null ? from : day("to", options.getTo(), now);
    refuse(
        date != null && (options.getFrom() != null || options.getTo() != null),
        "date",
        String.valueOf(options.getDate()),
        "give --date, or --from and --to, not both");
    refuse(
        from == null && to != null, "to", String.valueOf(options.getTo()), "needs --from as well");
    refuse(
        from != null && to != null && to.isBefore(from),
        "to",
        String.valueOf(options.getTo()),
        "must not be before --from=" + from);
    return new TablesSettings(
        value("output", options.getOutput(), text -> new OutputRoot(text, gcs)),
        from,
        to,
        value("interval", options.getInterval(), SettingsFromOptions::interval),
        now);
  }

  /**
   * Checks the flags of the template's task that makes tables of every closed day.
   *
   * @param now decides which days are closed
   * @throws FlagException for the first flag that cannot be used
   */
  static TablesSettings readTables(TemplateOptions options, Instant now) throws FlagException {
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    OutputRoot output = value("output", options.getOutput(), text -> new OutputRoot(text, gcs));
    Duration interval = value("interval", options.getInterval(), SettingsFromOptions::interval);
    if (isForDataflow(options)) {
      checkForDataflow(options, output);
    }
    return TablesSettings.ofClosedDays(output, interval, now);
  }

  /** Returns whether the template's task is to make tables, and not to collect. */
  static boolean isTables(TemplateOptions options) throws FlagException {
    return value(
        "task",
        options.getTask(),
        task -> {
          boolean tables = task.equals("tables");
          return checked(tables, tables || task.equals("collect"), "must be collect or tables");
        });
  }

  private static @Nullable LocalDate day(String flag, @Nullable String text, Instant now)
      throws FlagException {
    return text == null ? null : value(flag, text, given -> day(given, now));
  }

  private static LocalDate day(String text, Instant now) {
    LocalDate day = parsed(text, LocalDate::parse, "must be a day, such as 2026-11-22");
    return checked(
        day,
        !day.isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC)) && day.getYear() >= MIN_YEAR,
        "must be a day from " + MIN_YEAR + "-01-01 to today");
  }

  /** Returns the ticker files that the flag names. */
  static TickerFiles tickers(KalshiMarketDataOptions options) throws FlagException {
    GcsEndpoint gcs = gcs(options.as(GcsOptions.class));
    return value("tickers", options.getTickers(), text -> new TickerFiles(text, gcs));
  }

  static boolean isForDataflow(PipelineOptions options) {
    return DataflowRunner.class.isAssignableFrom(options.getRunner());
  }

  /** Returns the max number of workers; 1 if the job does not run on Dataflow. */
  static int workers(PipelineOptions options) {
    DataflowPipelineWorkerPoolOptions pool = options.as(DataflowPipelineWorkerPoolOptions.class);
    return isForDataflow(options)
        ? Math.max(1, Math.max(pool.getNumWorkers(), pool.getMaxNumWorkers()))
        : 1;
  }

  /** Workers have neither the files nor the environment of the machine that launches the job. */
  private static void checkForDataflow(KalshiMarketDataOptions options, RunSettings settings)
      throws FlagException {
    refuse(
        !options.getTickers().startsWith(BUCKET),
        "tickers",
        options.getTickers(),
        "must be a gs:// file or glob on Dataflow, whose workers have no other files");
    checkForDataflow(options, settings.output());
    ApiRoot api = settings.kalshi().api();
    refuse(api.isLoopback(), "kalshiUrl", api.url(), NOT_REACHABLE);
    CredentialSources key = settings.kalshi().credentials();
    if (key != null) {
      refuse(key.keyId().isOnThisMachine(), "kalshiKeyId", key.keyId().location(), NOT_SEEN);
      refuse(
          key.privateKey().isOnThisMachine(),
          "kalshiPrivateKey",
          key.privateKey().location(),
          NOT_SEEN);
    }
    checkForDataflow("notify", settings.notices().messages());
    checkForDataflow("ping", settings.notices().ping());
  }

  private static void checkForDataflow(String flag, @Nullable Webhook webhook)
      throws FlagException {
    if (webhook != null) {
      SecretSource location = webhook.location();
      refuse(location.isOnThisMachine(), flag, location.location(), NOT_SEEN);
    }
  }

  private static void checkForDataflow(KalshiMarketDataOptions options, OutputRoot output)
      throws FlagException {
    if (options.getOutput().equals(KalshiMarketDataOptions.HERE)) {
      throw new FlagException("--output is missing; on Dataflow it must be gs://bucket[/prefix]");
    }
    refuse(
        !options.getOutput().startsWith(BUCKET),
        "output",
        options.getOutput(),
        "must be gs://bucket[/prefix] on Dataflow, whose workers lose their own files");
    GcsEndpoint gcs = output.gcs();
    refuse(gcs.isLoopback(), "gcsEndpoint", gcs.root(), NOT_REACHABLE);
  }

  private static void refuse(boolean unusable, String flag, String value, String rule)
      throws FlagException {
    if (unusable) {
      throw FlagException.of(flag, value, rule);
    }
  }

  /** One flag sets the endpoint of Beam's file system and of our client; neither signs in there. */
  private static GcsEndpoint gcs(GcsOptions options) throws FlagException {
    GcsEndpoint gcs =
        value("gcsEndpoint", options.getGcsEndpoint(), GcsEndpoint::of, GcsEndpoint.GOOGLE);
    if (gcs.isLoopback()) {
      options.setCredentialFactoryClass(NoopCredentialFactory.class);
    }
    return gcs;
  }

  /** A late run, or one of a short interval, has a part of the interval from its first request. */
  private static Instant defaultDeadline(
      Slot slot, Instant launchedAt, Duration interval, Instant readyAt) {
    Instant beforeTheNext = slot.time().plus(interval).minus(MARGIN);
    Instant starts = launchedAt.isBefore(readyAt) ? readyAt : launchedAt;
    Instant earliest = starts.plus(interval.dividedBy(MIN_PART_OF_INTERVAL));
    return beforeTheNext.isAfter(earliest) ? beforeTheNext : earliest;
  }

  private static @Nullable CredentialSources credentials(KalshiMarketDataOptions options)
      throws FlagException {
    String keyId = options.getKalshiKeyId();
    String privateKey = options.getKalshiPrivateKey();
    if (keyId == null && privateKey == null) {
      return null;
    }
    if (keyId == null || privateKey == null) {
      throw new FlagException(
          (keyId == null ? "--kalshiKeyId" : "--kalshiPrivateKey")
              + " is missing; give both --kalshiKeyId and --kalshiPrivateKey, or neither");
    }
    return new CredentialSources(
        secret("kalshiKeyId", keyId), secret("kalshiPrivateKey", privateKey));
  }

  /** Does not quote the value, which may be the secret itself. */
  private static SecretSource secret(String flag, String location) throws FlagException {
    try {
      return new SecretSource(location);
    } catch (IllegalArgumentException e) {
      throw new FlagException("--" + flag + ": " + e.getMessage());
    }
  }

  private static RunNotices notices(KalshiMarketDataOptions options, OutputRoot output, RunId run)
      throws FlagException {
    AgainCommand commands = new AgainCommand(options, output.absolute(), run);
    return new RunNotices(
        webhook("notify", options.getNotify()),
        webhook("ping", options.getPing()),
        commands.collect(),
        commands.coverage());
  }

  /** Does not quote the value, which may be the URL itself. */
  private static @Nullable Webhook webhook(String flag, @Nullable String location)
      throws FlagException {
    if (location == null) {
      return null;
    }
    try {
      return new Webhook(new SecretSource(location));
    } catch (IllegalArgumentException e) {
      throw new FlagException(
          "--"
              + flag
              + ": must be the location of the URL, because the URL is a secret: put it into a file"
              + " or a variable, and give file:PATH, env:NAME or projects/P/secrets/S/versions/V");
    }
  }

  private static BudgetSettings budget(KalshiMarketDataOptions options) throws FlagException {
    String rate = options.getRequestsPerSecond();
    BigDecimal requestsPerSecond =
        rate == null
            ? null
            : value(
                "requestsPerSecond",
                rate,
                text -> new BudgetSettings(BigDecimal.ONE, decimal(text)).requestsPerSecond());
    return value(
        "budgetShare",
        options.getBudgetShare(),
        text -> new BudgetSettings(decimal(text), requestsPerSecond, workers(options)));
  }

  private static FetchRules rules(
      KalshiMarketDataOptions options, List<MarketDataset> include, Slots slots, Duration interval)
      throws FlagException {
    Set<MarketStatus> statuses =
        value("statuses", options.getStatuses(), SettingsFromOptions::statuses);
    boolean combos = value("combos", options.getCombos(), SettingsFromOptions::combos);
    Instant slot = slots.slot().time();
    Instant settledSince = slot.minus(interval.multipliedBy(SETTLED_WITHIN_INTERVALS));
    FetchRules ofOneSlot =
        new FetchRules(
            new MarketSelection(statuses, settledSince, combos),
            include,
            Slots.window(slot, interval),
            interval,
            value("catchUp", options.getCatchUp(), SettingsFromOptions::catchUp));
    return slots.backfill() == null ? ofOneSlot : ofOneSlot.backfilling(slots.backfill());
  }

  private static Set<MarketStatus> statuses(String list) {
    List<String> words = words(list);
    Set<MarketStatus> statuses =
        Arrays.stream(MarketStatus.values())
            .filter(status -> words.contains(status.jsonName()))
            .collect(Collectors.toSet());
    checkKnown(
        "status", words, Arrays.stream(MarketStatus.values()).map(MarketStatus::jsonName).toList());
    return statuses;
  }

  /** Returns the datasets of a list of names, and those that they follow. */
  static List<MarketDataset> datasets(String list) {
    List<String> words = words(list);
    List<String> known = Datasets.optional().stream().map(Dataset::name).toList();
    checkKnown(
        "dataset",
        words.stream().filter(word -> !word.equals(Datasets.MARKETS.name())).toList(),
        known);
    return Datasets.withThoseThatTheyFollow(
        Datasets.optional().stream().filter(dataset -> words.contains(dataset.name())).toList());
  }

  private static void checkKnown(String what, List<String> words, List<String> known) {
    for (String word : words) {
      checked(
          word,
          known.contains(word),
          "unknown "
              + what
              + " \""
              + word
              + "\""
              + FlagReader.didYouMean("", word, known, "")
              + "; known: "
              + String.join(", ", known));
    }
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(word -> word.strip().toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  private static boolean combos(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    boolean include = word.equals("include");
    return checked(include, include || word.equals("exclude"), "must be exclude or include");
  }

  private static String jobName(String name) {
    return checked(
        name,
        JOB_NAME.matcher(name).matches(),
        "must be 1 to 100 of a-z, 0-9 and -, and start with a letter");
  }

  private static Duration catchUp(String text) {
    Duration duration = duration(text);
    return checked(
        duration,
        !duration.isNegative() && duration.compareTo(LONGEST_CATCH_UP) <= 0,
        "must be from PT0S to " + LONGEST_CATCH_UP.toDays() + " days, such as PT24H");
  }

  private static Duration interval(String text) {
    Duration interval = duration(text);
    return checked(interval, Slot.divides(interval), "must divide 24 hours evenly, such as PT2H");
  }

  private static Instant after(Instant launchedAt, String text) {
    Duration duration = duration(text);
    checked(
        duration,
        duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST_RUN) <= 0,
        "must be longer than zero and at most " + LONGEST_RUN.toDays() + " days, such as PT30M");
    return launchedAt.plus(duration);
  }

  private static Duration duration(String text) {
    return parsed(text, Duration::parse, "must be an ISO-8601 duration, such as PT2H");
  }

  private static BigDecimal fraction(String text) {
    BigDecimal fraction = decimal(text);
    return checked(
        fraction,
        fraction.signum() >= 0 && fraction.compareTo(BigDecimal.ONE) <= 0,
        "must be a number from 0 to 1");
  }

  private static BigDecimal decimal(String text) {
    BigDecimal number = parsed(text, BigDecimal::new, "must be a decimal number");
    BigDecimal digits = number.stripTrailingZeros();
    // A number such as 1e-999999999 is short as a text, and arithmetic with it fails or never ends.
    return checked(
        digits.signum() == 0 ? BigDecimal.ZERO : number,
        digits.scale() <= MAX_DIGITS && digits.precision() - (long) digits.scale() <= MAX_DIGITS,
        "must be a decimal number with at most "
            + MAX_DIGITS
            + " digits before and after the point");
  }

  static <T> T parsed(String text, Function<String, T> parser, String rule) {
    try {
      return parser.apply(text);
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException(rule, e);
    }
  }

  static <T> T checked(T value, boolean usable, String rule) {
    if (!usable) {
      throw new IllegalArgumentException(rule);
    }
    return value;
  }

  private static <T> T value(
      String flag, @Nullable String text, Function<String, T> reader, T ifNotGiven)
      throws FlagException {
    return text == null ? ifNotGiven : value(flag, text, reader);
  }

  private static <T> T value(String flag, String text, Function<String, T> reader)
      throws FlagException {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw FlagException.of(flag, text, String.valueOf(e.getMessage()));
    }
  }
}
