package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Decides which files of a day are to be made, and from which shards. A day without files gets its
 * base files; a day that has them gets files of the shards of runs that its manifests do not name.
 * Each plan is stored first: a batch that was begun is finished as it was planned.
 */
final class PlanDay extends StoringFn<KV<String, Iterable<FinishedRun>>, PartTask> {

  /** A part has about as many shards. Whole markets only, so it can have some more. */
  private static final int SHARDS_PER_PART = 50_000;

  private static final int HASH_DIGITS = 12;

  static final TupleTag<PartTask> PARTS = new TupleTag<>() {};

  PlanDay(TablesSettings settings) {
    super(settings);
  }

  @ProcessElement
  public void plan(@Element KV<String, Iterable<FinishedRun>> day, MultiOutputReceiver out)
      throws IOException {
    LocalDate date = LocalDate.parse(day.getKey());
    if (!settings().hasDays() && !isClosed(date)) {
      return;
    }
    Map<String, FinishedRun> runs = new TreeMap<>();
    day.getValue().forEach(run -> runs.put(run.run().name(), run));
    DayReceipts receipts = new DayReceipts(settings().output(), date, runs);
    Map<Batch, Plan> plans = new TreeMap<>(Comparator.comparing(Batch::dataset));
    for (String dataset : Tables.datasets()) {
      plan(dataset, date, receipts, plans);
    }
    output(date, receipts, plans, out.get(PARTS));
    // Of a task that was killed before it wrote them, maybe.
    for (Manifest manifest : manifests(Tables.MARKET_DATA.name(), date)) {
      for (Manifest.Result result : manifest.earlierResults()) {
        out.get(WriteManifests.EARLIER_RESULTS).output(KV.of(result.date(), result.path()));
      }
    }
  }

  /**
   * Returns whether no more shards are expected for a day: every slot of it, and that at its end,
   * has a finished run, or the day after it is over too.
   */
  private boolean isClosed(LocalDate day) throws IOException {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    if (!settings().now().isBefore(day.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant())) {
      return true;
    }
    if (settings().now().isBefore(end)) {
      return false;
    }
    OutputRoot output = settings().output();
    List<RunId> runs =
        Stream.concat(
                FindRuns.runs(output, day).stream(),
                FindRuns.runs(output, day.plusDays(1)).stream())
            .toList();
    Instant first = isFirst(day) ? firstSlot(runs, start) : start;
    for (Instant slot = first; !slot.isAfter(end); slot = slot.plus(settings().interval())) {
      Slot expected = new Slot(slot);
      boolean isThere = false;
      for (RunId run : runs) {
        isThere =
            isThere || (run.slot().equals(expected) && FinishedRun.finishedAt(output, run) != null);
      }
      if (!isThere) {
        return false;
      }
    }
    return true;
  }

  private boolean isFirst(LocalDate day) throws IOException {
    return settings().output().list("runs").stream()
        .map(FindRuns::day)
        .noneMatch(other -> other != null && other.isBefore(day));
  }

  /** Before its first run, nothing is expected of a collector. */
  private Instant firstSlot(List<RunId> runs, Instant start) {
    return runs.stream()
        .map(run -> Slot.floor(run.slot().time(), settings().interval()).time())
        .min(Comparator.naturalOrder())
        .filter(start::isBefore)
        .orElse(start);
  }

  /** Adds the batches of a dataset that are to be made. */
  private void plan(String dataset, LocalDate day, DayReceipts receipts, Map<Batch, Plan> plans)
      throws IOException {
    List<String> files = settings().output().list(Batch.folder(dataset, day));
    Set<String> made =
        files.stream().map(Batch::ofManifest).collect(Collectors.toCollection(TreeSet::new));
    for (String file : files) {
      String begun = Batch.ofPlan(file);
      if (!begun.isEmpty() && !made.contains(begun)) {
        Batch batch = new Batch(dataset, day, begun);
        plans.put(batch, Manifest.read(settings().output(), batch.plan(), Plan.class));
        return;
      }
    }
    boolean hasBase = made.contains(Batch.BASE);
    Set<String> known =
        manifests(dataset, day).stream()
            .flatMap(manifest -> manifest.runs().stream())
            .collect(Collectors.toSet());
    List<String> others = receipts.runs().stream().filter(run -> !known.contains(run)).toList();
    if (others.isEmpty() || receipts.shards(dataset, others).size() == 0) {
      return;
    }
    Batch batch = new Batch(dataset, day, hasBase ? Batch.LATE + hash(others) : Batch.BASE);
    store().create(batch.plan(), Manifest.line(new Plan(Manifest.SCHEMA, others, List.of())));
    // That of another task which was faster, maybe.
    plans.put(batch, Manifest.read(settings().output(), batch.plan(), Plan.class));
  }

  private void output(
      LocalDate day, DayReceipts receipts, Map<Batch, Plan> plans, OutputReceiver<PartTask> out)
      throws IOException {
    for (Map.Entry<Batch, Plan> planned : plans.entrySet()) {
      Batch batch = planned.getKey();
      ShardIndex shards = receipts.shards(batch.dataset(), planned.getValue().runs());
      List<Manifest> earlier = new ArrayList<>();
      for (Table table : Tables.of(batch.dataset())) {
        earlier.addAll(manifests(table.name(), day));
      }
      leaveOut(earlier, batch.dataset(), receipts, shards);
      TablesProgress.ofJvm().shardsPlanned(shards.size());
      List<List<ShardIndex.OfTicker>> parts = shards.parts(SHARDS_PER_PART);
      for (int i = 0; i < Math.max(1, parts.size()); i++) {
        out.output(new PartTask(batch, i, parts.isEmpty() ? List.of() : parts.get(i), earlier));
      }
    }
  }

  /** Removes the shards that earlier batches have read, but not those that were broken. */
  private static void leaveOut(
      List<Manifest> earlier, String dataset, DayReceipts receipts, ShardIndex shards)
      throws IOException {
    List<Manifest> ofDataset =
        earlier.stream().filter(manifest -> manifest.table().equals(dataset)).toList();
    if (ofDataset.isEmpty()) {
      return;
    }
    ShardIndex read =
        receipts.shards(
            dataset,
            ofDataset.stream().flatMap(manifest -> manifest.runs().stream()).distinct().toList());
    ShardIndex broken = new ShardIndex();
    for (Manifest manifest : ofDataset) {
      for (Manifest.Broken shard : manifest.broken()) {
        ShardName name = ShardName.parse(shard.path());
        if (name != null) {
          broken.add(name.ticker(), name.slot());
        }
      }
    }
    for (List<ShardIndex.OfTicker> all : read.parts(Integer.MAX_VALUE)) {
      for (ShardIndex.OfTicker market : all) {
        for (long slot : market.slots()) {
          if (!broken.contains(market.ticker(), slot)) {
            shards.remove(market.ticker(), slot);
          }
        }
      }
    }
  }

  private List<Manifest> manifests(String table, LocalDate day) throws IOException {
    return manifests(settings().output(), table, day);
  }

  /** Returns the manifests of a day of a table, the base first. */
  static List<Manifest> manifests(OutputRoot output, String table, LocalDate day)
      throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    List<String> batches =
        output.list(Batch.folder(table, day)).stream()
            .map(Batch::ofManifest)
            .filter(batch -> !batch.isEmpty())
            .sorted()
            .toList();
    for (String batch : batches) {
      String path = new Batch(table, day, batch).manifest(table);
      manifests.add(Manifest.read(output, path, Manifest.class));
    }
    return manifests;
  }

  /** Returns a name for a list of names. */
  static String hash(List<String> runs) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", runs).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
