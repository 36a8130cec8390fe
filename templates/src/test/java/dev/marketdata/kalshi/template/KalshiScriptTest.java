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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the script {@code kalshi} with a fake Java. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KalshiScriptTest {

  private static final String SHOW_ARGUMENTS = "printf '<%s>' \"$@\"";

  @TempDir private Path folder;
  private KalshiScript script;

  @BeforeEach
  void create() throws IOException {
    script = new KalshiScript(folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theScriptReturnsTheProgramsStatus(int status) throws IOException {
    script.with("java", "exit " + status);

    assertThat(script.run("collect").status(), is(status));
  }

  @Test
  void argumentsReachTheProgramAsTheyWereGiven() throws IOException {
    script.with("java", SHOW_ARGUMENTS);

    assertThat(
        script.run("collect", "series:KXHIGHNY", "--output=a b").out(),
        containsString("KalshiMain><collect><series:KXHIGHNY><--output=a b>"));
  }

  @Test
  void standardInputReachesTheProgram() throws IOException {
    script.with("java", "cat");

    assertThat(script.runWithInput("KXHIGHNY\n", "collect", "--tickers=-").out(), is("KXHIGHNY\n"));
  }

  @Test
  void aClosedStandardInputIsEmpty() throws IOException {
    script.with("java", "readlink /proc/self/fd/0");
    Files.writeString(
        folder.resolve("closed"), "exec \"$BASH\" repository/kalshi collect --tickers=- <&-");

    assertThat(
        Script.execute(
                folder,
                Map.of("PATH", folder.resolve("programs").toString(), "JAVA_HOME", ""),
                "",
                60,
                List.of(folder.resolve("programs/bash").toString(), "closed"))
            .out(),
        is("/dev/null\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "https_proxy, http://proxy.example.com:3128, proxy.example.com, 3128",
    "HTTPS_PROXY, HTTP://proxy:8080/, proxy, 8080",
    "HTTPS_PROXY, 10.0.0.1:8080, 10.0.0.1, 8080",
    "HTTPS_PROXY, proxy, proxy, 80"
  })
  void theProxyOfTheEnvironmentIsUsed(String variable, String value, String host, String port)
      throws IOException {
    script.with("java", SHOW_ARGUMENTS).withVariable(variable, value);

    assertThat(
        script.run("collect").out(),
        containsString(
            "<-Dhttps.proxyHost="
                + host
                + "><-Dhttps.proxyPort="
                + port
                + "><-Dhttp.nonProxyHosts=localhost|127.*|[::1]>"));
  }

  @Test
  void theHostsOfNoProxyAndWhatIsBelowThemHaveNone() throws IOException {
    script
        .with("java", SHOW_ARGUMENTS)
        .withVariable("HTTPS_PROXY", "http://proxy:1")
        .withVariable("NO_PROXY", "a.example, .b.example:443,*.c.example,*");

    assertThat(
        script.run("collect").out(),
        containsString(
            "[::1]|a.example|*.a.example|b.example|*.b.example|*.c.example|*.c.example|*|*.*>"));
  }

  @Test
  void aProxyOfTheJvmsOwnFlagsWins() throws IOException {
    script
        .with("java", SHOW_ARGUMENTS)
        .withVariable("HTTPS_PROXY", "http://proxy:1")
        .withJavaOptions("-Dhttps.proxyHost=other");

    assertThat(script.run("collect").out(), not(containsString("proxy:1")));
    assertThat(script.run("collect").out(), not(containsString("-Dhttps.proxyHost")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:secret@proxy:1", "https://proxy:1", "socks5://proxy:1"})
  void anotherKindOfProxyIsAUsageErrorThatDoesNotQuoteIt(String proxy) throws IOException {
    script.with("java", SHOW_ARGUMENTS).withVariable("HTTPS_PROXY", proxy);

    Script.Result result = script.run("collect");
    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("HTTPS_PROXY "));
    assertThat(result.err(), not(containsString("secret")));
  }

  @Test
  void theDemoHasItsOwnListUnlessTheUserGivesOne() throws IOException {
    script.with("java", SHOW_ARGUMENTS);

    assertThat(script.run("demo").out(), containsString("templates/demo/tickers.txt>"));
    assertThat(script.run("demo", "KXHIGHNY").out(), not(containsString("--tickers")));
    assertThat(
        script.run("demo", "--tickers=a.txt").out(),
        not(containsString("templates/demo/tickers.txt")));
  }

  @Test
  void theScriptChoosesAGarbageCollectorUnlessTheUserHas() throws IOException {
    script.with("java", SHOW_ARGUMENTS);

    assertThat(script.run("collect").out(), containsString("GC>"));
    assertThat(
        script.withJavaOptions("-Xmx4g -XX:+UseG1GC").run("collect").out(),
        not(containsString("GC>")));
  }

  @Test
  void aShortListRunsWithoutTheOptimizingCompiler() throws IOException {
    script.with("java", SHOW_ARGUMENTS);

    assertThat(script.run("collect", "KXHIGHNY").out(), containsString("TieredStopAtLevel=1"));
    assertThat(
        script.run("collect", "--tickers=gs://b/t.txt").out(), not(containsString("TieredStop")));
  }

  @Test
  void theFirstRunMakesAClassArchiveAndTheNextUsesIt() throws IOException {
    script.with(
        "java",
        """
        for arg; do case $arg in
          -XX:ArchiveClassesAtExit=*) echo makes; echo >"${arg#*=}" ;;
          -XX:SharedArchiveFile=*) echo uses ;;
        esac; done
        """);

    assertThat(script.run("collect").out(), is("makes\n"));
    assertThat(script.run("collect").out(), is("uses\n"));
    assertThat(script.touchJar().run("collect").out(), is("makes\n"));
  }

  @Test
  void anotherJavaMakesAClassArchiveOfItsOwn() throws IOException {
    script.with(
        "java",
        """
        for arg; do case $arg in
          -XX:ArchiveClassesAtExit=*) echo makes; echo >"${arg#*=}" ;;
        esac; done
        """);

    assertThat(script.run("collect").out(), is("makes\n"));
    assertThat(script.withJavaVersion("21.0.1").run("collect").out(), is("makes\n"));
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, false", "21.0.1, false", "24, true", "25.0.1, true", "30, true"})
  void aNewerJavaDoesNotWarnAboutBeamsLibraries(String version, boolean expected)
      throws IOException {
    script.with("java", SHOW_ARGUMENTS).withJavaVersion(version);

    assertThat(
        script.run("collect").out().contains("<--enable-native-access=ALL-UNNAMED>"), is(expected));
  }

  @ParameterizedTest
  @CsvSource({"colect, collect", "Demo, demo", "plna, plan", "helpp, help", "coverag, coverage"})
  void theNearestCommandIsSuggested(String typed, String meant) throws IOException {
    Script.Result result = script.run(typed);

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        containsString("unknown command \"" + typed + "\"; did you mean \"" + meant + "\"?"));
  }

  @Test
  void anUnknownCommandThatIsNearNoneListsAll() throws IOException {
    assertThat(
        script.run("frobnicate").err(),
        is(
            "kalshi: unknown command \"frobnicate\"; commands: demo, collect, plan, coverage, tables, report, help\n"));
  }

  @Test
  void withoutACommandTheUsageIsShownAsAnError() throws IOException {
    assertThat(script.run().status(), is(2));
    assertThat(script.run().err(), containsString("Usage: ./kalshi COMMAND"));
  }

  @Test
  void helpAfterACommandIsHelpAboutThatCommand() throws IOException {
    script.with("java", SHOW_ARGUMENTS);

    assertThat(
        script.run("demo", "KXA", "--help").out(), containsString("KalshiMain><help><demo>"));
  }

  @Test
  void helpAndVersionNeedNoJava() throws IOException {
    assertThat(script.run("help").out(), containsString("Usage: ./kalshi COMMAND"));
    assertThat(script.run("--version").out(), is("kalshi 1.2.3\n"));
  }

  @Test
  void aBuildShowsThatItIsAlive() throws IOException {
    script
        .with("java", "exit 0")
        .withoutJar()
        .with("mvn", "sleep 2; echo '[INFO] Building x [1/4]'");

    assertThat(script.run("collect").err(), containsString("Building without tests"));
  }

  @Test
  void aCopyWithoutSourcesIsNotBuilt() throws IOException {
    for (String module : List.of("pipeline/testkit", "pipeline", "templates/demo", "templates")) {
      Path sources = script.repository().resolve(module).resolve("src");
      Files.delete(sources.resolve("main"));
      Files.delete(sources);
    }
    script.with("java", "").with("mvn", "exit 1");

    assertThat(script.run("collect"), is(new Script.Result(0, "", "")));
  }

  @Test
  void aFailedBuildShowsTheOutputOfMaven() throws IOException {
    script
        .with("java", "exit 0")
        .withoutJar()
        .with("mvn", "echo '[INFO] noise'; echo '[ERROR] no such symbol'; exit 1");

    Script.Result result = script.run("collect");

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("[ERROR] no such symbol"));
    assertThat(result.err(), not(containsString("noise")));
  }

  @Test
  void anOutOfMemoryErrorIsAFailedRunInOneSentence() throws IOException {
    script.with("java", "exit 3");

    Script.Result result = script.run("collect");

    assertThat(result.status(), is(1));
    assertThat(result.err().lines().count(), is(1L));
    assertThat(result.err(), containsString("JAVA_TOOL_OPTIONS=-Xmx"));
  }

  @Test
  void aSignalEndsTheProgramAndThenTheScript() throws Exception {
    Path ended = folder.resolve("ended");
    script.with(
        "java",
        "trap 'touch \"%s\"; exit 143' TERM\necho ready\nwhile :; do sleep 0.05; done"
            .formatted(ended));
    Process running = script.start("collect");
    try (BufferedReader printed = running.inputReader()) {
      assertThat(printed.readLine(), is("ready"));
      running.destroy();

      assertThat(running.waitFor(60, TimeUnit.SECONDS), is(true));
      assertThat(running.exitValue(), is(130));
      assertThat(Files.exists(ended), is(true));
    } finally {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
  }
}
