package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As much of Google Cloud's JSON APIs as {@code gcloud} asks for in the scripts: it keeps what is
 * created, refuses to create it twice, does not know what is not there, and remembers every call.
 */
final class FakeGoogleCloud implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-google-cloud");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Call> calls = new ArrayList<>();
  private final Resources resources = new Resources();
  private final FakeStorage storage;
  private final FakeIam iam = new FakeIam(resources);
  private final List<FakeService> services;

  FakeGoogleCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    storage = new FakeStorage(resources, url());
    services =
        List.of(
            storage,
            iam,
            new FakeSecrets(resources),
            new FakeBuilds(resources, url()),
            FakeGoogleCloud::act,
            new FakeCollections(resources));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** What is only asked to happen, and leaves nothing behind. */
  private static @Nullable Answer act(Call call) {
    return switch (call.verb()) {
      case "batchEnable" ->
          Answer.ok(JSON.createObjectNode().put("name", "operations/enabled").put("done", true));
      case "launch" -> {
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("job").put("id", "2026-11-22_1").put("name", "job");
        yield Answer.ok(answer);
      }
      default -> null;
    };
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Returns the calls so far whose method and path are as said, the path as a pattern. */
  synchronized List<Call> calls(String method, String path) {
    return calls.stream()
        .filter(call -> call.method().equals(method) && call.path().matches(path))
        .toList();
  }

  /** Returns what is there under a name, such as {@code projects/p/secrets/s}. */
  synchronized @Nullable JsonNode resource(String name) {
    JsonNode found = resources.get(name);
    return found == null ? null : found.deepCopy();
  }

  /** Returns the names of all there is that begin so. */
  synchronized List<String> names(String prefix) {
    return resources.names(prefix);
  }

  /** Returns what lies in the buckets, as {@code bucket/name}. */
  synchronized List<String> objectNames(String prefix) {
    return storage.objectNames(prefix);
  }

  /** Puts an object at {@code bucket/name}. */
  synchronized void put(String path, String content) {
    storage.put(path, content);
  }

  /** Returns every grant as {@code resource role member}, one as often as it stands there. */
  synchronized List<String> grants() {
    return iam.grants();
  }

  private void serve(HttpExchange exchange) throws IOException {
    Call call = Call.of(exchange);
    Answer answer;
    try {
      answer = answer(call);
    } catch (RuntimeException e) {
      answer = Answer.refuse(500, "INTERNAL", e.toString());
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    boolean bodiless = answer.status() == 204;
    exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(answer.body());
    }
    exchange.close();
  }

  private synchronized Answer answer(Call call) {
    calls.add(call);
    return services.stream()
        .flatMap(service -> Stream.ofNullable(service.answer(call)))
        .findFirst()
        .orElseGet(() -> Answer.notFound(call.method() + " " + call.path()));
  }
}
