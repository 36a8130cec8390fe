package dev.marketdata.kalshi.gcs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Google's token endpoint, which credentials of people and keys of service accounts ask, and the
 * metadata server of a virtual machine, on one loopback port.
 */
public final class TokenServer implements AutoCloseable {

  private static final String TOKEN = "ya29.a-token-of-the-test";
  private static final String OF_A_MACHINE =
      "/computeMetadata/v1/instance/service-accounts/default/token";

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile int refusal;
  private volatile String reason = "";

  /** Starts a server that grants every request. */
  public TokenServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Refuses all requests for tokens from now on. */
  public TokenServer refusing(int status, String error, String description) {
    reason = "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}";
    refusal = status;
    return this;
  }

  /** Returns the header that a request to Google must have. */
  public static String authorization() {
    return "Bearer " + TOKEN;
  }

  /** Returns host and port, the form of {@code GCE_METADATA_HOST}. */
  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the address of the token endpoint. */
  public URI uri() {
    return URI.create("http://" + host() + "/token");
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Returns the paths of the requests for tokens. */
  public List<String> tokenRequests() {
    return requests.stream().filter(path -> path.endsWith("/token")).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    boolean forToken = path.equals("/token") || path.equals(OF_A_MACHINE);
    String body =
        "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";
    int status = forToken || path.equals("/") ? 200 : 404;
    if (forToken && refusal > 0) {
      status = refusal;
      body = reason;
    }
    exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
