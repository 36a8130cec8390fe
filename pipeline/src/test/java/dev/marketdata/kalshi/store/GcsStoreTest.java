package dev.marketdata.kalshi.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.OutageGate;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.gcs.GcsClients;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.GcsLocation;
import dev.marketdata.kalshi.gcs.QuickStorage;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageObject;
import dev.marketdata.kalshi.storage.StorageRole;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a store in a bucket, with the real client. */
class GcsStoreTest extends ObjectStoreContract {

  private static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));
  private static final String BUCKET = "bucket";
  private static final String OWN = "20261122T140000Z-run-1-20261122T140411Z";

  private final StorageServer storage = StorageServer.start().bucket(BUCKET);

  @AfterEach
  void stopStorage() {
    storage.close();
  }

  @Override
  ObjectStore open(String job) {
    return open(job, BUCKET);
  }

  private ObjectStore open(String job, String bucket) {
    ManualClock clock = new ManualClock(SLOT.time());
    Timing timing = QuickClients.timing(clock);
    Instant deadline = SLOT.time().plus(Duration.ofHours(1));
    return new RetryingStore(
        single(job, bucket),
        new OutageGate("Cloud Storage", "a-run", timing, deadline),
        timing,
        deadline);
  }

  private GcsStore single(String job, String bucket) {
    return new GcsStore(
        QuickStorage.of(GcsEndpoint.of(storage.endpoint())),
        GcsClients.singleAttempts(GcsEndpoint.of(storage.endpoint())),
        GcsLocation.parse("gs://" + bucket + "/data"),
        new RunId(SLOT, job, Instant.parse("2026-11-22T14:04:11Z")));
  }

  @Override
  byte @Nullable [] see(String path) {
    return storage.object(BUCKET, "data/" + path).map(StorageObject::content).orElse(null);
  }

  @Override
  Object changed(String path) {
    return kept(path).etag();
  }

  private StorageObject kept(String path) {
    return storage.object(BUCKET, "data/" + path).orElseThrow();
  }

  @Test
  void aNewObjectIsOneRequest() throws Exception {
    store.create(PATH, bytes("one"));

    assertThat(storage.counts(), is(Map.of(RequestKind.INSERT, 1L)));
  }

  @Test
  void anExistingObjectIsOneMoreRequest() throws Exception {
    store.create(PATH, bytes("one"));
    storage.resetCounts();
    open("run-2").create(PATH, bytes("two"));

    assertThat(storage.counts(), is(Map.of(RequestKind.INSERT, 1L, RequestKind.GET, 1L)));
  }

  @Test
  void anObjectNamesItsRunSlotAndVersion() throws Exception {
    store.create(PATH, bytes("one"));

    assertThat(
        kept(PATH).metadata(),
        is(Map.of("run", OWN, "slot", "2026-11-22T14:00:00Z", "version", Version.value())));
  }

  @Test
  void anObjectHasTheContentTypeOfJsonLines() throws Exception {
    store.create(PATH, bytes("one"));

    assertThat(kept(PATH).contentType(), is("application/x-ndjson"));
  }

  @Test
  void anObjectIsSentUncompressed() throws Exception {
    List<String> encodings = new CopyOnWriteArrayList<>();
    storage
        .faults()
        .always(
            request -> {
              encodings.add(request.header("content-encoding").orElse("none"));
              return false;
            },
            StorageFault.broken());

    store.create(PATH, bytes("{\"a\":1}\n".repeat(1_000)));

    assertThat(encodings, is(List.of("none")));
  }

  @Test
  void anObjectOfThisRunCountsAsStored() throws Exception {
    store.create(PATH, bytes("123456789"));

    assertThat(
        store.create(PATH, bytes("another answer")),
        is(new StoredObject(Outcome.STORED, 9, "4waSgw==")));
  }

  @Test
  void anObjectOfAnotherRunIsAlreadyThere() throws Exception {
    storage.put(BUCKET, "data/" + PATH, "123456789");

    assertThat(
        store.create(PATH, bytes("one")),
        is(new StoredObject(Outcome.ALREADY_THERE, 9, "4waSgw==")));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aTemporaryFailureIsRetried(int status) throws Exception {
    storage.faults().next(1, request -> true, StorageFault.status(status));

    assertThat(store.create(PATH, bytes("one")).outcome(), is(Outcome.STORED));
    assertThat(storage.counts(), is(Map.of(RequestKind.INSERT, 2L)));
  }

  @Test
  void aBrokenConnectionIsRetried() throws Exception {
    storage.faults().next(1, request -> true, StorageFault.broken());

    assertThat(store.create(PATH, bytes("one")).outcome(), is(Outcome.STORED));
    assertThat(storage.count(RequestKind.INSERT), is(greaterThanOrEqualTo(2L)));
  }

  @Test
  void aResponseWithoutABodyIsSettledByALook() throws Exception {
    storage.faults().next(1, request -> true, StorageFault.emptyBody());

    assertThat(store.create(PATH, bytes("one")).outcome(), is(Outcome.STORED));
  }

  @Test
  void aRunFileWhoseResponseHasNoBodyIsWritten() throws Exception {
    storage.faults().next(1, request -> true, StorageFault.emptyBody());
    write("runs/r/summary.json", "all of it");

    assertThat(seen("runs/r/summary.json"), is("all of it"));
  }

  @Test
  void aSuccessThatLookedLikeAFailureCountsAsStored() throws Exception {
    storage.faults().next(1, request -> true, StorageFault.hiddenSuccess(503));

    assertThat(
        store.create(PATH, bytes("123456789")),
        is(new StoredObject(Outcome.STORED, 9, "4waSgw==")));
    assertThat(storage.counts(), is(Map.of(RequestKind.INSERT, 2L, RequestKind.GET, 1L)));
  }

  @Test
  void aSuccessWithALostResponseCountsAsStored() throws Exception {
    storage.faults().next(1, request -> true, StorageFault.brokenAfterSuccess());

    assertThat(store.create(PATH, bytes("one")).outcome(), is(Outcome.STORED));
  }

  @Test
  void aRefusalForGoodIsNotRetried() {
    storage.faults().always(request -> true, StorageFault.status(400));

    assertThat(
        assertThrows(IOException.class, () -> store.create(PATH, bytes("one"))).getMessage(),
        is("Cloud Storage: The storage was told to fail."));
    assertThat(storage.count(RequestKind.INSERT), is(1L));
  }

  @Test
  void aRefusalIsNotAnExistingObject() {
    storage.put(BUCKET, "data/" + PATH, "one");
    storage
        .faults()
        .always(request -> request.kind() == RequestKind.INSERT, StorageFault.status(403));

    assertThat(
        assertThrows(IOException.class, () -> store.create(PATH, bytes("one"))).getMessage(),
        containsString("Cloud Storage: The storage was told to fail."));
  }

  @Test
  void anAccountThatMayOnlyCreateObjectsCanWrite() throws Exception {
    storage.grant(BUCKET, StorageRole.OBJECT_CREATOR, StorageRole.OBJECT_VIEWER);

    single("run-1", BUCKET).check();

    assertThat(storage.objects(BUCKET, ""), is(empty()));
  }

  @Test
  void anAccountThatMayOnlyReadObjectsCannotWrite() {
    storage.grant(BUCKET, StorageRole.OBJECT_VIEWER);

    assertThat(
        assertThrows(IOException.class, single("run-1", BUCKET)::check).getMessage(),
        containsString("does not have storage.objects."));
  }

  @Test
  void anObjectOfAnotherRunIsFoundWithoutThePermissionToReplaceIt() throws Exception {
    storage.grant(BUCKET, StorageRole.OBJECT_CREATOR, StorageRole.OBJECT_VIEWER);
    store.create(PATH, bytes("one"));

    assertThat(open("run-2").create(PATH, bytes("two")).outcome(), is(Outcome.ALREADY_THERE));
  }

  @Test
  void aMissingBucketIsAFailure() {
    ObjectStore elsewhere = open("run-1", "elsewhere");

    assertThat(
        assertThrows(IOException.class, () -> elsewhere.create(PATH, bytes("one"))).getMessage(),
        containsString("The specified bucket does not exist."));
  }

  @Test
  void shardsAreUploadedManyAtOnce() throws Exception {
    storage.latency(Duration.ofMillis(100));
    List<CompletableFuture<StoredObject>> unused = create(300);

    assertThat(storage.connections(), is(greaterThanOrEqualTo(64)));
    assertThat(storage.counts(), is(Map.of(RequestKind.INSERT, 300L)));
  }

  @Test
  void oneRefusedShardDoesNotAffectOthers() throws Exception {
    storage
        .faults()
        .always(request -> request.object().equals("data/s/7"), StorageFault.status(403));
    List<CompletableFuture<StoredObject>> created = create(20);

    assertThat(
        IntStream.range(0, 20)
            .filter(i -> created.get(i).isCompletedExceptionally())
            .boxed()
            .toList(),
        is(List.of(7)));
  }

  private List<CompletableFuture<StoredObject>> create(int shards) throws Exception {
    List<CompletableFuture<StoredObject>> created =
        IntStream.range(0, shards)
            .mapToObj(i -> store.createAsync(() -> new Shard("s/" + i, bytes("x"))))
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(created.toArray(CompletableFuture[]::new));
    all.handle((done, failure) -> null).get(60, SECONDS);
    return created;
  }

  @Test
  void aRepeatedWriteFindsTheFirst() throws Exception {
    write("runs/r/summary.json", "first");
    write("runs/r/summary.json", "second");

    assertThat(seen("runs/r/summary.json"), is("first"));
  }

  @Test
  void anotherRunsFileIsNotThisRuns() throws Exception {
    storage.put(BUCKET, "data/runs/r/summary.json", "other");

    assertThat(
        assertThrows(IOException.class, () -> write("runs/r/summary.json", "own")).getMessage(),
        is("data/runs/r/summary.json exists and is not this run's"));
  }

  @Test
  void theTemporaryFileIsRemoved() throws Exception {
    String mark = UUID.randomUUID().toString();
    List<Path> files = new ArrayList<>();
    store.write(
        "runs/r/summary.json",
        out -> {
          out.write(bytes(mark));
          out.flush();
          files.addAll(temporaryFilesThatHold(mark));
        });

    assertThat(files.size(), is(1));
    assertThat(Files.exists(files.get(0)), is(false));
  }

  private static List<Path> temporaryFilesThatHold(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "kalshi-*.upload")) {
      for (Path file : files) {
        try {
          if (Files.readString(file).equals(text)) {
            found.add(file);
          }
        } catch (NoSuchFileException e) {
          // Of another process, which has removed it meanwhile.
        }
      }
    }
    return found;
  }

  @Test
  void aLargeFileOfTheRunIsWritten() throws Exception {
    String large = "0123456789".repeat(4_000_000);
    write("runs/r/shards.ndjson", large);

    assertThat(kept("runs/r/shards.ndjson").size(), is(40_000_000L));
    assertThat(
        kept("runs/r/shards.ndjson").crc32c(),
        is(StoredObject.of(Outcome.STORED, bytes(large)).crc32c()));
  }

  @Test
  void aWriteWithALostResponseIsWritten() throws Exception {
    storage
        .faults()
        .next(
            1,
            request -> request.kind() == RequestKind.UPLOAD_PIECE,
            StorageFault.brokenAfterSuccess());
    write("runs/r/summary.json", "whole");

    assertThat(seen("runs/r/summary.json"), is("whole"));
  }

  @Test
  void aRunWithFilesHasItsFolder() throws Exception {
    OutputRoot root =
        new OutputRoot("gs://" + BUCKET + "/data", GcsEndpoint.of(storage.endpoint()));
    RunId run = new RunId(SLOT, "run-1", Instant.parse("2026-11-22T14:04:11Z"));
    boolean before = root.claim(run);
    write(run.folder() + "/failed.txt", "");

    assertThat(List.of(before, root.claim(run)), is(List.of(true, false)));
  }

  @Test
  void aBucketThatIsNotThereCannotBeClaimed() {
    OutputRoot root = new OutputRoot("gs://elsewhere", GcsEndpoint.of(storage.endpoint()));

    assertThat(
        assertThrows(IOException.class, () -> root.claim(new RunId(SLOT, "run-1", Instant.EPOCH)))
            .getMessage(),
        containsString("The specified bucket does not exist."));
  }

  @Test
  void aListOfNamesHasTheContentTypeOfText() throws Exception {
    write("runs/r/failed.txt", "A");

    assertThat(kept("runs/r/failed.txt").contentType(), is("text/plain"));
  }

  @Test
  void aShardIsSentAsItIs() throws Exception {
    List<String> encodings = new ArrayList<>();
    storage
        .faults()
        .always(
            request -> {
              encodings.add(request.header("Content-Encoding").orElse("none"));
              return false;
            },
            StorageFault.status(500));
    store.create(PATH, bytes("one"));

    assertThat(encodings, is(List.of("none")));
  }

  @Test
  void anObjectThatExistsButCannotBeReadIsAFailure() {
    storage
        .faults()
        .always(request -> request.kind() == RequestKind.INSERT, StorageFault.status(412));

    assertThat(
        assertThrows(IOException.class, () -> store.create(PATH, bytes("one"))).getMessage(),
        is("Cloud Storage: The storage was told to fail."));
  }

  @Test
  void aRunWithThePrefixOfAnotherDoesNotHaveItsFolder() throws Exception {
    RunId run = new RunId(SLOT, "run-1", Instant.parse("2026-11-22T14:04:11Z"));
    write(run.folder() + "0/failed.txt", "");

    assertThat(
        new OutputRoot("gs://" + BUCKET + "/data", GcsEndpoint.of(storage.endpoint())).claim(run),
        is(true));
  }

  @Test
  void noRequestIsSentBeforeTheFirstWrite() {
    ObjectStore unused = open("run-2");

    assertThat(storage.counts(), is(Map.of()));
    assertThat(see(PATH), is(nullValue()));
  }
}
