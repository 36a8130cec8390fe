package dev.marketdata.kalshi.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;

/** Flags that tests begin with. */
final class TestFlags {

  private TestFlags() {}

  /** Flags for a launch on Dataflow without requests to Google. */
  static List<String> dataflow(Path staged, String... more) {
    return overriding(
        List.of(
            "--runner=DataflowRunner",
            "--project=kalshi-prod",
            "--region=us-central1",
            "--jobName=kalshi-market-data",
            "--gcpTempLocation=gs://bucket/temp",
            "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
            "--pathValidatorClass=" + NoopPathValidator.class.getName(),
            "--stagerClass=" + KeepingStager.class.getName(),
            "--filesToStage=" + staged,
            "--tickers=gs://bucket/tickers.txt",
            "--output=gs://output"),
        more);
  }

  /** The flags of {@code more}, and those of {@code base} that it does not name. */
  static List<String> overriding(List<String> base, String... more) {
    List<String> flags = new ArrayList<>(base);
    for (String flag : more) {
      String name = flag.substring(0, flag.indexOf('=') + 1);
      flags.removeIf(known -> !name.isEmpty() && known.startsWith(name));
      flags.add(flag);
    }
    return flags;
  }
}
