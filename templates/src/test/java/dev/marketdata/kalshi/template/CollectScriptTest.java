package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.template.cloud.Script;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code collect} around a stand-in of Java. */
@Timeout(120)
class CollectScriptTest {

  @TempDir private Path folder;
  private CollectScript collect;

  @BeforeEach
  void begin() throws IOException {
    collect = new CollectScript(folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theProgramsStatusIsTheScripts(int status) throws IOException {
    collect.with("java", "exit " + status);

    assertThat(collect.run().status(), is(status));
  }

  @Test
  void flagsReachTheProgramAsTheyWereGiven() throws IOException {
    collect.with("java", "printf '<%s>' \"$@\"");

    assertThat(
        collect.run("--tickers=a b.txt", "--plan").out(),
        containsString("<--tickers=a b.txt><--plan><--jobName=kalshi-market-data>"));
  }

  @Test
  void theScriptChoosesAGarbageCollectorUnlessTheUserHas() throws IOException {
    collect.with("java", "printf '<%s>' \"$@\"");

    assertThat(collect.run().out(), containsString("<-XX:+UseParallelGC>"));
    assertThat(
        collect.withJavaOptions("-Xmx4g -XX:+UseG1GC").run().out(), not(containsString("GC>")));
  }

  @Test
  void theDemoTakesNoValue() throws IOException {
    Script.Result result = collect.with("java", "exit 0").run("--demo=true");

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("--demo takes no value"));
  }

  @Test
  void aJvmWithoutMemoryIsAFailedRunInOneSentence() throws IOException {
    collect.with("java", "exit 3");

    Script.Result result = collect.run();

    assertThat(result.status(), is(1));
    assertThat(result.err().lines().count(), is(1L));
    assertThat(result.err(), containsString("JAVA_TOOL_OPTIONS=-Xmx"));
  }

  @Test
  void aSignalEndsTheProgramAndThenTheScript() throws Exception {
    Path ended = folder.resolve("ended");
    collect.with(
        "java",
        "trap 'touch \"%s\"; exit 143' TERM\necho ready\nwhile :; do sleep 0.05; done"
            .formatted(ended));
    Process script = collect.start();
    try (BufferedReader printed = script.inputReader()) {
      assertThat(printed.readLine(), is("ready"));
      script.destroy();

      assertThat(script.waitFor(60, TimeUnit.SECONDS), is(true));
      assertThat(script.exitValue(), is(130));
      assertThat(Files.exists(ended), is(true));
    } finally {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }
}
