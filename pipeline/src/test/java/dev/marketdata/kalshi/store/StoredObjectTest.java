package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Checksums as Cloud Storage writes them. */
class StoredObjectTest {

  @Test
  void theCheckValueOfCrc32cIsKnown() {
    // 0xE3069283, the check value of CRC-32C in RFC 3720 and the catalogues.
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII)), is("4waSgw=="));
  }

  @Test
  void thirtyTwoZerosHaveTheSumOfTheIscsiStandard() {
    // 0x8A9136AA, RFC 3720, B.4.
    assertThat(crc32c(new byte[32]), is("ipE2qg=="));
  }

  @Test
  void thirtyTwoOnesHaveTheSumOfTheIscsiStandard() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);

    // 0x62A8AB43, RFC 3720, B.4.
    assertThat(crc32c(ones), is("YqirQw=="));
  }

  @Test
  void nothingHasTheSumZero() {
    assertThat(crc32c(new byte[0]), is("AAAAAA=="));
  }

  @Test
  void theSizeIsInBytes() {
    assertThat(
        StoredObject.of(Outcome.STORED, "é".getBytes(StandardCharsets.UTF_8)).bytes(), is(2L));
  }

  private static String crc32c(byte[] content) {
    return StoredObject.of(Outcome.STORED, content).crc32c();
  }
}
