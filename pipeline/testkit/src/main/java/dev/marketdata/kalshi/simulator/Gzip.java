package dev.marketdata.kalshi.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses bodies worth it, for clients that say they can read it. */
final class Gzip {
  private static final int WORTH_IT = 1_024;

  private Gzip() {}

  static Answer compressed(ApiRequest request, Answer answer) {
    boolean accepted =
        request.header("Accept-Encoding").filter(value -> value.contains("gzip")).isPresent();
    boolean encoded = answer.headers().containsKey("Content-Encoding");
    if (!accepted || encoded || answer.body().length < WORTH_IT) {
      return answer;
    }
    return answer.withBody(pack(answer.body())).with("Content-Encoding", "gzip");
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
