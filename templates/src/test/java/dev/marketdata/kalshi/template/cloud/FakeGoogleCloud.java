package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of Google Cloud's JSON APIs that the scripts use through {@code gcloud}. It stores
 * created resources, rejects duplicates, returns 404 for missing resources, and records every call.
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
  private final FakeProject project = new FakeProject();
  private final FakeDataflow dataflow = new FakeDataflow(resources);
  private final FakeBuilds builds;
  private final List<FakeService> services;

  FakeGoogleCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    storage = new FakeStorage(resources, url());
    builds = new FakeBuilds(resources, url());
    services =
        List.of(
            storage,
            iam,
            new FakeSecrets(resources),
            builds,
            dataflow,
            project,
            FakeGoogleCloud::act,
            new FakeCollections(resources));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Handles methods that create no resource. */
  private static @Nullable FakeResponse act(Call call) {
    return call.verb().equals("batchEnable")
        ? FakeResponse.ok(
            JSON.createObjectNode().put("name", "operations/enabled").put("done", true))
        : null;
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets what is wrong with the project from now on. */
  synchronized void setFlaws(FakeProject.Flaw... flaws) {
    project.set(Set.of(flaws));
  }

  /** Sets the outcomes of the next launches of the schedule. */
  synchronized void expectLaunches(FakeDataflow.Outcome... outcomes) {
    dataflow.expect(outcomes);
  }

  /** Lets the next builds fail, because the grants of the builder are not effective yet. */
  synchronized void refuseBuilds(int count) {
    builds.refuse(count);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Returns the calls so far with this method and a path that matches this pattern. */
  synchronized List<Call> calls(String method, String path) {
    return calls.stream()
        .filter(call -> call.method().equals(method) && call.path().matches(path))
        .toList();
  }

  /** Returns the resource with a name, such as {@code projects/p/secrets/s}. */
  synchronized @Nullable JsonNode resource(String name) {
    JsonNode found = resources.get(name);
    return found == null ? null : found.deepCopy();
  }

  /** Returns the names of the resources with this prefix. */
  synchronized List<String> names(String prefix) {
    return resources.names(prefix);
  }

  /** Returns the objects with this prefix, as {@code bucket/name}. */
  synchronized List<String> objectNames(String prefix) {
    return storage.objectNames(prefix);
  }

  /** Puts an object at {@code bucket/name}. */
  synchronized void put(String path, String content) {
    storage.put(path, content);
  }

  /**
   * Returns every grant as {@code resource role member}, and the expression of its condition if it
   * has one, with duplicates.
   */
  synchronized List<String> grants() {
    return iam.grants();
  }

  /** Removes the grants that have a condition, as before a version that adds one. */
  synchronized void removeConditionalGrants() {
    iam.removeConditionalGrants();
  }

  private void serve(HttpExchange exchange) throws IOException {
    Call call = Call.of(exchange);
    FakeResponse response;
    try {
      response = respond(call);
    } catch (RuntimeException e) {
      response = FakeResponse.error(500, "INTERNAL", e.toString());
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    boolean bodiless = response.status() == 204;
    exchange.sendResponseHeaders(response.status(), bodiless ? -1 : response.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(response.body());
    }
    exchange.close();
  }

  private synchronized FakeResponse respond(Call call) {
    calls.add(call);
    return services.stream()
        .flatMap(service -> Stream.ofNullable(service.respond(call)))
        .findFirst()
        .orElseGet(() -> FakeResponse.notFound(call.method() + " " + call.path()));
  }
}
