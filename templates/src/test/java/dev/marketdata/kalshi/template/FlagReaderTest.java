package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which command lines are valid, and the messages for the others. */
class FlagReaderTest {

  @Test
  void aFlagOfOursIsRead() throws FlagException {
    assertThat(FlagReader.read("--tickers=a=b.txt").getTickers(), is("a=b.txt"));
  }

  @Test
  void aFlagOfBeamIsRead() throws FlagException {
    assertThat(
        FlagReader.read("--runner=DirectRunner").getRunner().getSimpleName(), is("DirectRunner"));
  }

  @Test
  void aFlagOfDataflowIsRead() throws FlagException {
    assertThat(
        FlagReader.read("--numWorkers=2")
            .as(DataflowPipelineWorkerPoolOptions.class)
            .getNumWorkers(),
        is(2));
  }

  @Test
  void aFlagOfGoogleCloudIsRead() throws FlagException {
    assertThat(
        FlagReader.read("--gcsEndpoint=http://127.0.0.1/storage/v1/")
            .as(GcsOptions.class)
            .getGcsEndpoint(),
        is("http://127.0.0.1/storage/v1/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--streaming", "--streaming=true", "--blockOnRun=false"})
  void aFlagThatIsTrueOrFalseIsRead(String flag) throws FlagException {
    assertThat(FlagReader.read(flag).getJobName().isEmpty(), is(false));
  }

  @Test
  void aFlagThatHoldsAListMayBeRepeated() throws FlagException {
    assertThat(
        FlagReader.read("--experiments=a", "--experiments=b")
            .as(ExperimentalOptions.class)
            .getExperiments(),
        contains("a", "b"));
  }

  @Test
  void anyOtherFlagMayNotBeRepeated() {
    assertThat(
        refusal("--tickers=a", "--output=b", "--tickers=c"),
        is("--tickers is given more than once"));
  }

  @ParameterizedTest
  @CsvSource({
    "--ticker=x, --ticker, --tickers",
    "--kalshiKey=x, --kalshiKey, --kalshiKeyId",
    "--kalshiURL=x, --kalshiURL, --kalshiUrl",
    "--slots=x, --slots, --slot",
    "--numWorker=1, --numWorker, --numWorkers",
  })
  void theNearestFlagIsSuggested(String arg, String flag, String nearest) {
    assertThat(refusal(arg), is("unknown flag " + flag + "; did you mean " + nearest + "?"));
  }

  @Test
  void noFlagIsSuggestedWhereNoneIsNear() {
    assertThat(refusal("--foo=x"), is("unknown flag --foo; \"help collect\" lists the flags"));
  }

  @Test
  void anArgumentWithoutDashesIsNotQuoted() {
    assertThat(
        refusal("--slot=now", "secret"),
        is("what follows --slot is not valid; flags are written --flag=value"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"secret", "-secret=1", "--=secret", "-----BEGIN RSA PRIVATE KEY-----\nsecret"})
  void theFirstFlagIsNamedByItsNumber(String arg) {
    assertThat(refusal(arg), is("flag 1 is not valid; flags are written --flag=value"));
  }

  @Test
  void anInvalidBeamValueIsReportedInOneLine() {
    assertThat(refusal("--runner=NoSuchRunner"), startsWith("Unknown 'runner' specified"));
    assertThat(refusal("--numWorkers=ten").lines().count(), is(1L));
  }

  private static String refusal(String... args) {
    return String.valueOf(
        assertThrows(FlagException.class, () -> FlagReader.read(args)).getMessage());
  }
}
