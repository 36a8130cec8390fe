package dev.marketdata.kalshi.tables;

import static dev.marketdata.kalshi.tables.Collected.DAY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.storage.StorageRole;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes tables in a bucket, with the roles of the worker: it may not replace or delete anything.
 */
class TablesInABucketTest {

  private static final String BUCKET = "kalshi-out";

  private final StorageServer storage =
      StorageServer.start()
          .bucket(BUCKET)
          .grant(
              BUCKET,
              StorageRole.OBJECT_CREATOR,
              StorageRole.OBJECT_VIEWER,
              StorageRole.DATAFLOW_WORKER);

  @TempDir Path folder;

  @AfterEach
  void stop() {
    storage.close();
  }

  private static Collected collected(Path folder) throws IOException {
    Collected collected = new Collected(folder);
    collected
        .run(DAY + "T14:00:00Z")
        .shard("market_data", "KXA", "{\"yes_bid_dollars\":\"0.29\"}")
        .receipt("market_data", "KXB", Instant.parse(DAY + "T14:00:00Z"), "stored")
        .shard("trades", "KXA", "[]")
        .finish();
    return collected;
  }

  private void upload() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        storage.put(
            BUCKET, "data/" + folder.relativize(file).toString(), Files.readString(file, UTF_8));
      }
    }
  }

  private List<MadeTable> make() throws IOException {
    LocalDate day = LocalDate.parse(DAY);
    return Collected.make(
        new TablesSettings(
            new OutputRoot("gs://" + BUCKET + "/data", GcsEndpoint.of(storage.endpoint())),
            day,
            day,
            Duration.ofHours(2),
            Instant.parse("2026-11-27T10:00:00Z")));
  }

  @Test
  void theTablesAreThoseOfAFolder() throws IOException {
    Collected inFolder = collected(folder);
    upload();

    List<MadeTable> made = make();

    inFolder.make(DAY);
    Path local = folder.resolve("tables/market_data/date=" + DAY + "/base-0000.parquet");
    assertThat(
        storage
            .object(BUCKET, "data/tables/market_data/date=" + DAY + "/base-0000.parquet")
            .orElseThrow()
            .content(),
        is(Files.readAllBytes(local)));
    assertThat(
        made.stream()
            .filter(table -> table.table().equals("market_data"))
            .map(MadeTable::broken)
            .toList(),
        contains(
            contains(
                "market_data/ticker=KXB/date=2026-11-22/20261122T140000Z.json: there is none,"
                    + " although a run has a receipt of it")));
  }

  @Test
  void aSecondTaskFindsNothingToDo() throws IOException {
    Collected unused = collected(folder);
    upload();
    make();

    assertThat(make(), empty());
  }
}
