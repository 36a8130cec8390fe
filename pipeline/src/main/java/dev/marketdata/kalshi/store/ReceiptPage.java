package dev.marketdata.kalshi.store;

import java.io.Serializable;
import java.util.List;

/**
 * The receipts of one page's shards.
 *
 * @param receipts in the page's order
 */
public record ReceiptPage(List<ShardReceipt> receipts) implements Serializable {}
