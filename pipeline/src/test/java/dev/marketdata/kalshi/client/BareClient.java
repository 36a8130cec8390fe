package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.PageSlicer;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Requests markets with only the JDK's client: signs, sends and slices, without budget and retries.
 * A baseline for {@link KalshiClient} in benchmarks. Safe for use by several threads.
 */
public final class BareClient {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ApiRoot api;
  private final RequestSigner signer;

  /** Creates a client and reads the credential. */
  public BareClient(ApiRoot api, CredentialSources credentials) throws InvalidCredentialException {
    this.api = api;
    this.signer = RequestSigner.of(credentials);
  }

  /**
   * Requests up to 100 markets of the live tier by name, like {@link KalshiClient}.
   *
   * @throws IOException if the response is not a page with status 200
   */
  public Page fetch(List<Ticker> tickers) throws IOException, InterruptedException {
    Query query = Datasets.MARKETS.byTicker(Tier.LIVE, tickers);
    RequestTarget target = query.target();
    Instant requestedAt = Instant.now();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(target)).header("Accept-Encoding", "gzip");
    signer.headers(requestedAt, "GET", api.signedPath(target)).forEach(request::header);
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode());
    }
    byte[] body = unpacked(response);
    try {
      return PageSlicer.slice(query, body, requestedAt, Instant.now());
    } catch (MalformedResponseException e) {
      throw new IOException(e);
    }
  }

  private static byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
    if (response.headers().firstValue("Content-Encoding").isEmpty()) {
      return response.body();
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()), 16_384)) {
      return in.readAllBytes();
    }
  }
}
