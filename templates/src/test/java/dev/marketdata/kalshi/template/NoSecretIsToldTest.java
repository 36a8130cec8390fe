package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.kalshi.FakeSecretManager;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.construction.PipelineOptionsTranslation;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A signed run, with its key in Secret Manager, and all that it tells anybody. */
@Timeout(120)
class NoSecretIsToldTest {

  private static final String KEY_ID = "projects/kalshi-prod/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/kalshi-prod/secrets/prod-keyfile/versions/2";

  @TempDir private Path folder;
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private FakeSecretManager secrets;
  private KalshiSimulator kalshi;

  @BeforeEach
  void start() throws IOException {
    secrets = FakeSecretManager.start().holding(KEY_ID, keys.keyId()).holding(KEY_FILE, keys.pem());
    kalshi =
        KalshiSimulator.serving(
                SimulatedExchange.empty(Clock.systemUTC())
                    .event("KXHIGHNY", "KXHIGHNY-26NOV22")
                    .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE))
            .accept(keys)
            .start();
    Files.writeString(folder.resolve("tickers.txt"), "event:KXHIGHNY-26NOV22\n");
  }

  @AfterEach
  void stop() {
    kalshi.close();
    secrets.close();
  }

  private String[] flags() {
    return new String[] {
      "--jobName=kalshi-market-data",
      "--tickers=" + folder.resolve("tickers.txt"),
      "--output=" + folder.resolve("out"),
      "--kalshiUrl=" + kalshi.url(),
      "--kalshiKeyId=" + KEY_ID,
      "--kalshiPrivateKey=" + KEY_FILE
    };
  }

  private int collect() {
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new CollectMain(stream, stream, Clock.systemUTC()).run(flags());
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void assertThatItTellsNone(String text) {
    assertThat(text, not(containsString(keys.keyId())));
    keys.pem()
        .lines()
        .filter(line -> !line.startsWith("-----"))
        .forEach(line -> assertThat(text, not(containsString(line))));
  }

  @Test
  void eachSecretIsReadOnceForTheCheckAndTheRunTogether() {
    assertThat(printed(), collect(), is(0));

    assertThat(secrets.accesses(), is(List.of(KEY_ID, KEY_FILE)));
  }

  @Test
  void noLogTellsIt() {
    Log log = new Log();
    log.listen();
    try {
      assertThat(printed(), collect(), is(0));
    } finally {
      log.leave();
    }

    assertThat(log.text().length(), is(greaterThan(10_000)));
    assertThatItTellsNone(log.text());
    assertThatItTellsNone(printed());
  }

  @Test
  void noRefusalTellsIt() throws IOException {
    Log log = new Log();
    log.listen();
    try (KalshiSimulator stranger =
        KalshiSimulator.serving(SimulatedExchange.empty(Clock.systemUTC())).start()) {
      String[] flags = flags();
      flags[3] = "--kalshiUrl=" + stranger.url();
      PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
      assertThat(new CollectMain(stream, stream, Clock.systemUTC()).run(flags), is(1));
    } finally {
      log.leave();
    }

    assertThat(printed(), containsString("refused the credential"));
    assertThatItTellsNone(log.text());
    assertThatItTellsNone(printed());
  }

  @Test
  void noFileOfTheOutputTellsIt() throws IOException {
    assertThat(printed(), collect(), is(0));

    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThatItTellsNone(Files.readString(file));
      }
    }
  }

  @Test
  void neitherOptionsNorGraphNorDisplayDataTellIt() throws Exception {
    KalshiMarketDataOptions options =
        PipelineOptionsFactory.fromArgs(flags()).as(KalshiMarketDataOptions.class);
    Pipeline pipeline = Pipeline.create(options);
    MarketDataPipeline.build(pipeline, SettingsFromOptions.read(options, Instant.now()));
    String graph = new JobGraph(PipelineTranslation.toProto(pipeline)).text();
    String optionsText = PipelineOptionsTranslation.toProto(options).toString();

    assertThat(graph, containsString(KEY_ID));
    assertThat(optionsText, containsString(KEY_FILE));
    assertThatItTellsNone(graph);
    assertThatItTellsNone(optionsText);
    assertThatItTellsNone(options.toString());
    byte[] key = Base64.getMimeDecoder().decode(keys.pem().replaceAll("-----[A-Z ]+-----", ""));
    assertThat(graph, not(containsString(new String(key, StandardCharsets.ISO_8859_1))));
  }

  /** Everything that anything in this JVM logs, at every level. */
  private static final class Log extends Handler {

    private final Logger root = LogManager.getLogManager().getLogger("");
    private final Level before = root.getLevel();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    void listen() {
      setLevel(Level.ALL);
      root.setLevel(Level.ALL);
      root.addHandler(this);
    }

    void leave() {
      root.removeHandler(this);
      root.setLevel(before);
    }

    String text() {
      return String.join("\n", lines);
    }

    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter();
      text.write(new SimpleFormatter().formatMessage(line));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
