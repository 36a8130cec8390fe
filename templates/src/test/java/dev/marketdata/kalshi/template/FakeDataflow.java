package dev.marketdata.kalshi.template;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A fake of the Dataflow service that accepts or refuses jobs. */
final class FakeDataflow implements AutoCloseable {

  private static final Pattern REQUEST_ID = Pattern.compile("\"clientRequestId\":\"([^\"]*)\"");

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> jobs = new CopyOnWriteArrayList<>();
  private int status = 200;
  private String message = "";
  private boolean another;

  FakeDataflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  FakeDataflow refusing(int withStatus, String withMessage) {
    status = withStatus;
    message = withMessage;
    return this;
  }

  /** Returns the active job, as Dataflow does for a repeated request. */
  FakeDataflow holdingAnother() {
    another = true;
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  List<String> requests() {
    return requests;
  }

  List<String> jobs() {
    return jobs;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String job =
        new String(
            new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    jobs.add(job);
    Matcher id = REQUEST_ID.matcher(job);
    String requestId = id.find() && !another ? id.group(1) : "of-another";
    String body =
        status == 200
            ? "{\"id\":\"2026-11-22_1\",\"projectId\":\"kalshi-prod\",\"location\":\"us-central1\","
                + "\"name\":\"kalshi-market-data\",\"clientRequestId\":\""
                + requestId
                + "\"}"
            : "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\"}}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
