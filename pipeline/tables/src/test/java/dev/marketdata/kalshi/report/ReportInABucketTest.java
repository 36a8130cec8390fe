package dev.marketdata.kalshi.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.storage.StorageRole;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes reports in a bucket. */
class ReportInABucketTest {

  private static final String BUCKET = "kalshi-out";

  private final StorageServer storage = StorageServer.start().bucket(BUCKET);

  @TempDir Path folder;

  @BeforeEach
  void upload() throws IOException {
    StoredOutput output = new StoredOutput(folder);
    output
        .run("2026-11-23T12:00:00Z")
        .market("KXA-1-T1", "Will it rain?", "0.1", "0.3", "1.00")
        .finish();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        storage.put(
            BUCKET, "data/" + folder.relativize(file).toString(), Files.readString(file, UTF_8));
      }
    }
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  private OutputRoot bucket() {
    return new OutputRoot("gs://" + BUCKET + "/data", GcsEndpoint.of(storage.endpoint()));
  }

  private Report report() throws IOException {
    return Report.of(ReportSettings.ofLastDays(bucket(), StoredOutput.JOB, Duration.ofHours(2)));
  }

  @Test
  void anEarlierPageIsReplaced() throws IOException {
    storage.put(BUCKET, "data/report/index.html", "an earlier page");
    Report report = report();

    report.write(bucket());

    assertThat(
        new String(storage.object(BUCKET, "data/report/index.html").orElseThrow().content(), UTF_8),
        is(report.html()));
  }

  @Test
  void anAccountThatMayNotReplaceIsRefused() throws IOException {
    storage.put(BUCKET, "data/report/index.html", "an earlier page");
    storage.grant(BUCKET, StorageRole.OBJECT_CREATOR, StorageRole.OBJECT_VIEWER);
    Report report = report();

    IOException refusal = assertThrows(IOException.class, () -> report.write(bucket()));

    assertThat(refusal.getMessage(), containsString("storage.objects.delete"));
  }
}
