package dev.marketdata.kalshi.tickers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticker files in a bucket. */
class GcsTickerFilesTest {

  private final StorageServer storage = StorageServer.start().bucket("bucket");

  @AfterEach
  void stop() {
    storage.close();
  }

  private TickerFiles files(String pattern) {
    return new TickerFiles(pattern, GcsEndpoint.of(storage.endpoint()));
  }

  private static List<String> selectors(TickerFiles files) throws Exception {
    return files.read().list().selectors().stream().map(Object::toString).toList();
  }

  @Test
  void aFileIsReadWhole() throws Exception {
    storage.put("bucket", "lists/t.txt", "A\nevent:B\n");

    assertThat(selectors(files("gs://bucket/lists/t.txt")), contains("A", "event:B"));
  }

  @Test
  void theCountsHaveTheGenerationThatWasRead() {
    long generation = storage.put("bucket", "t.txt", "A\n").generation();
    Pipeline pipeline = Pipeline.create();

    PAssert.thatSingleton(
            pipeline.apply(ReadTickers.from(files("gs://bucket/t.txt"))).get(ReadTickers.COUNTS))
        .isEqualTo(
            new TickerCounts(
                "gs://bucket/t.txt", Long.toString(generation), 0, 0, 0, 1, 0, 0, List.of(), null));
    pipeline.run();
  }

  @Test
  void aFileThatIsReplacedTwiceIsReadAgain() throws Exception {
    storage.put("bucket", "t.txt", "A\n");
    replaceWhileItIsRead(2);

    assertThat(selectors(files("gs://bucket/t.txt")), contains("B"));
  }

  @Test
  void aFileThatIsAlwaysReplacedIsReadThreeTimes() {
    storage.put("bucket", "t.txt", "A\n");
    replaceWhileItIsRead(Integer.MAX_VALUE);

    assertThat(
        files("gs://bucket/t.txt").counts().problem(),
        startsWith("the ticker file gs://bucket/t.txt cannot be read: "));
    assertThat(storage.count(RequestKind.MEDIA), is(3L));
  }

  @Test
  void aRefusedFileIsRequestedOnce() {
    storage.put("bucket", "t.txt", "A\n");
    storage
        .faults()
        .always(request -> request.kind() == RequestKind.MEDIA, StorageFault.status(403));

    assertThat(
        files("gs://bucket/t.txt").counts().problem(),
        startsWith("the ticker file gs://bucket/t.txt cannot be read: "));
    assertThat(storage.count(RequestKind.MEDIA), is(1L));
  }

  private void replaceWhileItIsRead(int times) {
    AtomicInteger left = new AtomicInteger(times);
    storage
        .faults()
        .always(
            request -> {
              if (request.kind() == RequestKind.MEDIA && left.getAndDecrement() > 0) {
                storage.put("bucket", "t.txt", "B\n");
              }
              return false;
            },
            StorageFault.broken());
  }

  @Test
  void aFileReplacedMeanwhileIsNotReadInItsPlace() {
    storage.put("bucket", "t.txt", "A\n");
    storage
        .faults()
        .next(
            1,
            request -> {
              if (request.kind() == RequestKind.MEDIA) {
                storage.put("bucket", "t.txt", "B\n");
              }
              return false;
            },
            StorageFault.broken());

    assertThat(
        files("gs://bucket/t.txt").counts().problem(),
        startsWith("the ticker file gs://bucket/t.txt cannot be read: "));
  }

  @Test
  void aSelectorKnowsItsFile() throws Exception {
    storage.put("bucket", "t.txt", "\nA\n");

    assertThat(
        files("gs://bucket/t.txt").read().list().selectors().get(0).source(),
        is(new SourceLine("gs://bucket/t.txt", 2)));
  }

  @Test
  void theFilesOfAGlobAreReadInTheOrderOfTheirNames() throws Exception {
    storage.put("bucket", "lists/b.txt", "FROM-B\nBOTH\n");
    storage.put("bucket", "lists/a.txt", "FROM-A\nBOTH\n");
    storage.put("bucket", "lists/old/c.txt", "FROM-C\n");
    storage.put("bucket", "lists/notes.md", "FROM-D\n");

    assertThat(selectors(files("gs://bucket/lists/*.txt")), contains("FROM-A", "BOTH", "FROM-B"));
  }

  @Test
  void aGlobListsOnlyWhatItMatches() throws Exception {
    storage.put("bucket", "t.txt", "A\n");
    for (int shard = 0; shard < 2_000; shard++) {
      storage.put("bucket", "t/" + shard + ".json", "{}\n");
    }

    assertThat(selectors(files("gs://bucket/t*.txt")), contains("A"));
    assertThat(storage.count(RequestKind.LIST), is(1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lists/?.txt", "lists/[a-c].txt", "{lists,other}/b.txt", "**/b.txt"})
  void aGlobMayHoldAnyOfTheKnownSigns(String glob) throws Exception {
    storage.put("bucket", "lists/b.txt", "B\n");
    storage.put("bucket", "lists/old.txt", "OLD\n");

    assertThat(selectors(files("gs://bucket/" + glob)), contains("B"));
  }

  @Test
  void anObjectForAFolderIsNoTickerFile() throws Exception {
    storage.put("bucket", "lists/", "");
    long generation = storage.put("bucket", "lists/t.txt", "A\n").generation();

    assertThat(
        files("gs://bucket/lists/*").read().counts().generation(), is(Long.toString(generation)));
  }

  @Test
  void aListReplacedWhileItIsReadIsReadAgain() throws Exception {
    storage.put("bucket", "t.txt", "OLD\n");
    storage
        .faults()
        .next(
            1,
            request -> {
              if (request.kind() == RequestKind.MEDIA && storage.count(RequestKind.MEDIA) == 1) {
                storage.put("bucket", "t.txt", "NEW\n");
              }
              return false;
            },
            StorageFault.broken());

    assertThat(selectors(files("gs://bucket/t.txt")), contains("NEW"));
  }

  @Test
  void severalFilesHaveNoOneGeneration() throws Exception {
    storage.put("bucket", "a.txt", "A\n");
    storage.put("bucket", "b.txt", "B\n");

    assertThat(files("gs://bucket/*.txt").read().counts().generation(), is(nullValue()));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(
        files("gs://bucket/t.txt").counts().problem(),
        is("there is no ticker file at gs://bucket/t.txt"));
  }

  @Test
  void aBucketThatIsNotThereIsNoTickerFileEither() {
    assertThat(
        files("gs://elsewhere/t.txt").counts().problem(),
        is("there is no ticker file at gs://elsewhere/t.txt"));
  }

  @Test
  void aRefusalIsReported() {
    storage.faults().always(request -> true, StorageFault.status(403));

    assertThat(
        files("gs://bucket/t.txt").counts().problem(),
        is(
            "the ticker file gs://bucket/t.txt cannot be read: Cloud Storage: The storage was told"
                + " to fail."));
  }
}
