package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    if (!new ClosedDays(settings()).wants(date)) {
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
    List<Manifest> manifests = manifests(dataset, day);
    Set<String> known =
        manifests.stream()
            .flatMap(manifest -> manifest.runs().stream())
            .collect(Collectors.toSet());
    for (Manifest manifest : manifests) {
      manifest.broken().forEach(TablesProgress.ofJvm()::leftOutBefore);
      for (Manifest.File file : manifest.files()) {
        check(file, files);
      }
    }
    List<String> others = receipts.runs().stream().filter(run -> !known.contains(run)).toList();
    if (others.isEmpty() || receipts.shards(dataset, others).size() == 0) {
      return;
    }
    Batch batch = new Batch(dataset, day, hasBase ? Batch.LATE + hash(others) : Batch.BASE);
    store().create(batch.plan(), Manifest.line(new Plan(Manifest.SCHEMA, others, List.of())));
    // That of another task which was faster, maybe.
    plans.put(batch, Manifest.read(settings().output(), batch.plan(), Plan.class));
  }

  /** An object of a bucket is whole or absent; a power cut can leave half a local file. */
  private void check(Manifest.File file, List<String> files) throws IOException {
    OutputRoot output = settings().output();
    if (!files.contains(file.path().substring(file.path().lastIndexOf('/') + 1))) {
      throw Manifest.damaged(file.path(), "it is not there", null);
    }
    if (!output.isInBucket()
        && Files.size(Path.of(output.location()).resolve(file.path())) != file.bytes()) {
      throw Manifest.damaged(file.path(), "it does not have " + file.bytes() + " bytes", null);
    }
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
