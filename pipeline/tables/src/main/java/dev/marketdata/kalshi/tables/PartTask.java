package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.List;

/**
 * Some of a batch's shards, of whole markets in the order of their names: the work of one thread of
 * a runner, and one file of each table.
 *
 * @param number the place of the part in its batch, from 0
 * @param earlier the files of the day's earlier batches, by table, whose rows are not repeated
 */
record PartTask(Batch batch, int number, List<ShardIndex.OfTicker> shards, List<Manifest> earlier)
    implements Serializable {}
