package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.List;

/**
 * What a batch is made from. It is stored before its files, so that a task that takes the place of
 * a killed one makes the same files, even if more runs have finished meanwhile.
 *
 * @param runs the names of the runs whose receipts name its shards
 * @param shards the paths of the shards, if no receipts say which they are; else empty
 */
record Plan(int schema, List<String> runs, List<String> shards) implements Serializable {}
