package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.store.ReceiptPage;
import dev.marketdata.kalshi.store.ReceiptPageCoder;
import dev.marketdata.kalshi.store.ShardReceipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reduces receipts by path, so that a market reached by two selectors counts once. Paths are
 * grouped by a few hash values and not one by one: a key is a bundle on the DirectRunner, and
 * 20,000 of them took minutes.
 */
final class OneReceiptAPath extends PTransform<PCollection<ReceiptPage>, PCollection<ReceiptPage>> {

  private static final int GROUPS = 16;

  private OneReceiptAPath() {}

  static OneReceiptAPath each() {
    return new OneReceiptAPath();
  }

  @Override
  public PCollection<ReceiptPage> expand(PCollection<ReceiptPage> pages) {
    return pages
        .apply("By hash", ParDo.of(new ByHashFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), ReceiptPageCoder.of()))
        .apply("Gather", GroupByKey.create())
        .apply("Best", ParDo.of(new BestFn()))
        .setCoder(ReceiptPageCoder.of());
  }

  private static final class ByHashFn extends DoFn<ReceiptPage, KV<Integer, ReceiptPage>> {
    @ProcessElement
    public void split(@Element ReceiptPage page, OutputReceiver<KV<Integer, ReceiptPage>> out) {
      Map<Integer, List<ShardReceipt>> groups = new HashMap<>();
      for (ShardReceipt receipt : page.receipts()) {
        groups
            .computeIfAbsent(
                Math.floorMod(receipt.path().hashCode(), GROUPS), group -> new ArrayList<>())
            .add(receipt);
      }
      groups.forEach((group, receipts) -> out.output(KV.of(group, new ReceiptPage(receipts))));
    }
  }

  private static final class BestFn extends DoFn<KV<Integer, Iterable<ReceiptPage>>, ReceiptPage> {
    @ProcessElement
    public void reduce(
        @Element KV<Integer, Iterable<ReceiptPage>> group, OutputReceiver<ReceiptPage> out) {
      Map<String, ShardReceipt> best = new HashMap<>();
      for (ReceiptPage page : group.getValue()) {
        page.receipts().forEach(receipt -> best.merge(receipt.path(), receipt, ShardReceipt::or));
      }
      out.output(new ReceiptPage(new ArrayList<>(best.values())));
    }
  }
}
