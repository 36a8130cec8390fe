package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with faults of this machine; {@link RunCheck} checks each of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalFaultSuiteTest {

  private static RunCheck check;

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange());
  private Path folder;
  private TestRun run;

  @BeforeAll
  static void learnFromAQuietRun(@TempDir Path folder) throws IOException {
    check =
        RunCheck.quietly(ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time())), folder);
  }

  @BeforeEach
  void begin(@TempDir Path fresh) {
    folder = fresh;
    run = new TestRun(kalshi, folder).waitingOn(new ManualClock(TestRun.SLOT.time()));
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  private Left collect() throws IOException {
    return checked(run.collect(expected.selectors()));
  }

  private Left checked(Left left) throws IOException {
    check.check(run.files(""), left.folder());
    return left;
  }

  @Test
  void aReadOnlyFolderLosesAllShardsAndTheyAreCounted() throws Exception {
    Files.createDirectories(run.output());
    Files.writeString(run.output().resolve("market_data"), "in the way");

    Left left = run.collect(expected.selectors());

    assertThat(left.summary().misses().get("not_stored"), is((long) expected.allMarkets().size()));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aTickerWithAFileInPlaceOfItsFolderIsLostAlone() throws Exception {
    Path taken = run.output().resolve("market_data/ticker=KXM-1-T7");
    Files.createDirectories(taken.getParent());
    Files.writeString(taken, "in the way");

    Left left = run.collect(expected.selectors());

    assertThat(left.summary().misses().get("not_stored"), is(1L));
    assertThat(
        left.summary().shards(Datasets.MARKETS).stored(), is(expected.allMarkets().size() - 1L));
  }

  @Test
  void aFullDiskLeavesNoPartialShardAndTheNextRunAddsTheRest() throws Exception {
    try (SmallDisk disk = SmallDisk.at(run.output(), "220k")) {
      Throwable failure = run.failureOf(run.settings(expected.selectors()));

      check.shardsAreWhole(run.files("market_data"));
      assertThat(failure, is(notNullValue()));
      assertThat(String.valueOf(failure), containsString("No space left on device"));

      disk.remount("size=20m");
      Left left = collect();
      assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
      assertThat(
          left.summary().shards(Datasets.MARKETS).there(), is((long) expected.allMarkets().size()));
    }
  }

  @Test
  void aDiskThatIsReadOnlyFailsTheRunInOneSentence() throws Exception {
    try (SmallDisk disk = SmallDisk.at(run.output(), "20m")) {
      disk.remount("ro");

      Throwable failure = run.failureOf(run.settings(expected.selectors()));

      assertThat(String.valueOf(failure), containsString("Read-only file system"));
    }
  }

  @Test
  void aMissingTickerFileIsAFailedRunWithASummary() throws Exception {
    Left left =
        run.collect(new TickerFiles(folder.resolve("none.txt").toString(), GcsEndpoint.GOOGLE));

    assertThat(left.summary().stoppedBy(), startsWith("there is no ticker file at "));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void anEmptyTickerFileIsAFailedRunWithASummary() throws Exception {
    Left left = run.collect();

    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(left.misses().size(), is(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyLineOfABinaryTickerFileIsAMiss(long seed) throws Exception {
    byte[] noise = new byte[100_000];
    new Random(seed).nextBytes(noise);
    Path file = Files.write(folder.resolve("noise"), noise);

    Left left = run.collect(new TickerFiles(file.toString(), GcsEndpoint.GOOGLE));

    RunSummary summary = left.summary();
    assertThat(
        left.misses().size(),
        is((int) (summary.misses().getOrDefault("invalid", 0L) + summary.selectors())));
    assertThat(summary.shards(Datasets.MARKETS).there(), is(0L));
  }

  @Test
  void aTickerFileWithAMillionLinesIsRead() throws Exception {
    List<String> lines = new ArrayList<>(expected.selectors());
    lines.addAll(Collections.nCopies(1_000_000 - lines.size(), "market:KXM-1-T7 # again"));

    Left left = checked(run.collect(lines));

    assertThat(left.summary().tickers().duplicates(), is(1_000_000L - lines(expected)));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
  }

  private static int lines(ExpectedMarkets expected) {
    return expected.selectors().size();
  }

  @Test
  void twoThousandNamesAfterTheDeadlineAreTwoThousandMisses() throws Exception {
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "market:KXA-" + i).toList();

    Left left = run.deadline(TestRun.SLOT.time()).collect(names);

    assertThat(left.summary().misses().get("timed_out"), is(2_000L));
    assertThat(left.failed().size(), is(2_000));
  }

  @Test
  void aTickerFileThatChangesWhileItIsReadGivesAConsistentRun() throws Exception {
    Path file = folder.resolve("moving.txt");
    List<String> others = IntStream.range(0, 20_000).mapToObj(i -> "market:KXO-" + i).toList();
    Files.write(file, others);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Future<?> rewriting =
        writer.submit(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                Files.write(file, expected.selectors());
                Files.write(file, others);
              }
              return null;
            });
    try {
      Left left =
          run.deadline(TestRun.SLOT.time())
              .collect(new TickerFiles(file.toString(), GcsEndpoint.GOOGLE));

      assertThat(
          (long) left.misses().size(),
          is(left.summary().selectors() + left.summary().misses().getOrDefault("invalid", 0L)));
    } finally {
      rewriting.cancel(true);
      writer.shutdownNow();
      // Else it may write once more while the folder is being removed.
      assertThat(writer.awaitTermination(60, TimeUnit.SECONDS), is(true));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoRunsOfOneSlotAtOnceStoreEveryShardOnce(boolean inABucket) throws Exception {
    try (StorageServer storage = StorageServer.start()) {
      if (inABucket) {
        run.into(storage);
      }
      RunSettings one = run.settings(expected.selectors());
      RunSettings other = run.settings(expected.selectors());
      ExecutorService threads = Executors.newFixedThreadPool(2);
      Future<Left> first = threads.submit(() -> run.collect(one));
      Future<Left> second = threads.submit(() -> run.collect(other));
      // A run that is not over removes its dot-folder while the files are listed.
      List<Left> both = List.of(first.get(), second.get());
      threads.shutdownNow();
      RunSummary.Shards ofFirst = checked(both.get(0)).summary().shards(Datasets.MARKETS);
      RunSummary.Shards ofSecond = checked(both.get(1)).summary().shards(Datasets.MARKETS);

      assertThat(ofFirst.there(), is((long) expected.allMarkets().size()));
      assertThat(ofSecond.there(), is((long) expected.allMarkets().size()));
      assertThat(ofFirst.stored() + ofSecond.stored(), is((long) expected.allMarkets().size()));
    }
  }

  /** A separate file system in memory. */
  private static final class SmallDisk implements AutoCloseable {

    private final Path at;

    private SmallDisk(Path at) {
      this.at = at;
    }

    static SmallDisk at(Path folder, String size) throws IOException {
      Files.createDirectories(folder);
      assumeTrue(
          ran("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()),
          "no small disk can be mounted here: that takes root on Linux");
      return new SmallDisk(folder);
    }

    void remount(String options) {
      assertThat(ran("mount", "-o", "remount," + options, at.toString()), is(true));
    }

    @Override
    public void close() throws IOException {
      assertThat(ran("umount", at.toString()), is(true));
    }

    private static boolean ran(String... command) {
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
