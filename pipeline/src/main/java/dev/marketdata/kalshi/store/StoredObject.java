package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * An object that exists in the store.
 *
 * @param outcome whether this run wrote it
 * @param bytes its size
 * @param crc32c its checksum, base64 of four bytes in big-endian order
 */
record StoredObject(Outcome outcome, long bytes, String crc32c) {

  static StoredObject of(Outcome outcome, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    long sum = crc.getValue();
    byte[] bytes = {(byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum};
    return new StoredObject(outcome, content.length, Base64.getEncoder().encodeToString(bytes));
  }
}
