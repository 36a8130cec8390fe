package dev.marketdata.kalshi.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses large bodies, if the client accepts gzip. */
final class Gzip {
  private static final int MIN_BYTES = 1_024;

  private Gzip() {}

  static SimulatedResponse compressed(ApiRequest request, SimulatedResponse response) {
    boolean accepted =
        request.header("Accept-Encoding").filter(value -> value.contains("gzip")).isPresent();
    boolean encoded = response.headers().containsKey("Content-Encoding");
    if (!accepted || encoded || response.body().length < MIN_BYTES) {
      return response;
    }
    return response.withBody(pack(response.body())).with("Content-Encoding", "gzip");
  }

  static byte[] pack(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
