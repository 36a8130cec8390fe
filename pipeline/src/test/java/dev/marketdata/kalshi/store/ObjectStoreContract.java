package dev.marketdata.kalshi.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that all implementations of stores must pass. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ObjectStoreContract {

  static final String PATH = "market_data/ticker=A/date=2026-11-22/20261122T140000Z.json";
  private static final int ROUNDS = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  ObjectStore store = new NoStore();

  /** Opens another store of a run on the same root. */
  abstract ObjectStore open(String run) throws IOException;

  /** Returns the object under the root; null if it does not exist. */
  abstract byte @Nullable [] see(String path) throws IOException;

  /** Returns a value that changes when the object is written. */
  abstract Object changed(String path) throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = open("run-1");
  }

  @AfterEach
  void stop() throws IOException {
    threads.shutdownNow();
    store.close();
  }

  @Test
  void anAbsentObjectIsStored() throws Exception {
    store.create(PATH, bytes("one"));

    assertThat(seen(PATH), is("one"));
  }

  @Test
  void anAbsentObjectsReceiptSaysStored() throws Exception {
    assertThat(
        store.create(PATH, bytes("123456789")),
        is(new StoredObject(Outcome.STORED, 9, "4waSgw==")));
  }

  @Test
  void anObjectOfAnotherRunIsReportedAsStored() throws Exception {
    StoredObject stored = store.create(PATH, shard("123456789"));

    try (ObjectStore other = open("run-2")) {
      assertThat(
          other.create(PATH, shard("something else")),
          is(new StoredObject(Outcome.ALREADY_THERE, stored.bytes(), stored.crc32c())));
    }
  }

  @Test
  void aSecondCreateChangesNoBytes() throws Exception {
    store.create(PATH, shard("one"));
    store.create(PATH, shard("two"));

    assertThat(seen(PATH), is("one}\n"));
  }

  @Test
  void aSecondCreateDoesNotTouchTheObject() throws Exception {
    store.create(PATH, shard("one"));
    Object before = changed(PATH);
    store.create(PATH, shard("two"));

    assertThat(changed(PATH), is(before));
  }

  @Test
  void aFileIsStoredOnce(@TempDir Path folder) throws Exception {
    Path one = Files.writeString(folder.resolve("one"), "one");
    Path two = Files.writeString(folder.resolve("two"), "two");

    assertThat(store.create(PATH, one), is(true));
    assertThat(store.create(PATH, two), is(false));
    assertThat(seen(PATH), is("one"));
  }

  @Test
  void anEmptyObjectIsAnObject() throws Exception {
    store.create(PATH, new byte[0]);

    assertThat(seen(PATH), is(""));
  }

  @Test
  void objectsOfOneFolderAreApart() throws Exception {
    store.create("a/one", bytes("one"));
    store.create("a/two", bytes("two"));

    assertThat(List.of(seen("a/one"), seen("a/two")), contains("one", "two"));
  }

  @Test
  void ofTwoRunsThatCreateOneObjectExactlyOneStores() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    List<ObjectStore> runs = List.of(store, open("run-2"));
    long stored = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String path = "race/" + round;
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        byte[] bytes = shard("thread " + thread);
        ObjectStore ofRun = runs.get(thread);
        outcomes.add(
            threads.submit(
                () -> {
                  together.await();
                  return ofRun.create(path, bytes).outcome();
                }));
      }
      for (Future<Outcome> outcome : outcomes) {
        stored += outcome.get() == Outcome.STORED ? 1 : 0;
      }
    }

    runs.get(1).close();

    assertThat(stored, is((long) ROUNDS));
  }

  @Test
  void aReaderSeesACompleteObjectOrNothing() throws Exception {
    byte[] large = new byte[256 * 1024];
    AtomicBoolean done = new AtomicBoolean();
    Future<List<Integer>> halves =
        threads.submit(
            () -> {
              List<Integer> sizes = new ArrayList<>();
              for (int round = 0; !done.get(); round = (round + 1) % ROUNDS) {
                byte[] seen = see("large/" + round);
                if (seen != null && seen.length != large.length) {
                  sizes.add(seen.length);
                }
              }
              return sizes;
            });
    for (int round = 0; round < ROUNDS; round++) {
      store.create("large/" + round, large);
    }
    done.set(true);

    assertThat(halves.get(), is(List.of()));
  }

  @Test
  void aWrittenObjectAppearsOnlyWhenComplete() throws Exception {
    store.write(
        "runs/r/summary.json",
        out -> {
          out.write(bytes("half"));
          out.flush();

          assertThat(see("runs/r/summary.json"), is(nullValue()));
        });
  }

  @Test
  void aWrittenObjectHoldsAllItsPieces() throws Exception {
    store.write(
        "runs/r/summary.json",
        out -> {
          out.write(bytes("wh"));
          out.write('o');
          out.write(bytes("--le--"), 2, 2);
        });

    assertThat(seen("runs/r/summary.json"), is("whole"));
  }

  @Test
  void anObjectWhoseWritingFailsNeverAppears() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            store.write(
                "runs/r/summary.json",
                out -> {
                  out.write(bytes("half"));
                  throw new IOException("no more");
                }));

    assertThat(see("runs/r/summary.json"), is(nullValue()));
  }

  @Test
  void shardsCreatedByManyThreadsAreAllThere() throws Exception {
    store.create("s/1", shard("one"));
    List<CompletableFuture<StoredObject>> creations;
    try (ObjectStore other = open("run-2")) {
      creations =
          IntStream.range(0, 300)
              .mapToObj(i -> other.createAsync(() -> new Shard("s/" + i, shard("x".repeat(i)))))
              .toList();
      CompletableFuture.allOf(creations.toArray(CompletableFuture[]::new)).get(60, SECONDS);
    }

    List<Long> sizes = new ArrayList<>();
    for (CompletableFuture<StoredObject> creation : creations) {
      sizes.add(creation.get().bytes());
    }
    assertThat(sizes, is(LongStream.range(0, 300).map(i -> i == 1 ? 5 : i + 2).boxed().toList()));
  }

  @Test
  void aWrittenObjectIsReadBack() throws Exception {
    write("runs/r/summary.json", "all of it");

    assertThat(new String(store.read("runs/r/summary.json"), UTF_8), is("all of it"));
  }

  @Test
  void aMissingObjectCannotBeRead() {
    assertThrows(IOException.class, () -> store.read("runs/r/summary.json"));
  }

  @Test
  void twoObjectsAreWrittenAtTheSameTime() throws Exception {
    store.write(
        "runs/r/one",
        one -> {
          write("runs/r/two", "two");
          one.write(bytes("one"));
        });

    assertThat(List.of(seen("runs/r/one"), seen("runs/r/two")), contains("one", "two"));
  }

  @Test
  void aStoreThatWroteNothingCanBeClosed() throws Exception {
    open("run-2").close();

    assertThat(see(PATH), is(nullValue()));
  }

  void write(String path, String text) throws IOException {
    store.write(path, out -> out.write(bytes(text)));
  }

  String seen(String path) throws IOException {
    byte[] bytes = see(path);
    return bytes == null ? "nothing" : new String(bytes, UTF_8);
  }

  /** Returns bytes that end as a shard does. */
  static byte[] shard(String text) {
    return bytes(text + "}\n");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static final class NoStore implements ObjectStore {
    @Override
    public boolean create(String path, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Executor threads() {
      return Runnable::run;
    }

    @Override
    public StoredObject create(String path, byte[] bytes) {
      throw new IllegalStateException("not open");
    }

    @Override
    public void write(String path, Content content) {
      throw new IllegalStateException("not open");
    }

    @Override
    public byte[] read(String path) {
      throw new IllegalStateException("not open");
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }
}
