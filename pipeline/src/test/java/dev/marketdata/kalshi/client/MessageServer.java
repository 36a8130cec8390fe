package dev.marketdata.kalshi.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on this machine that keeps the messages it gets. */
public final class MessageServer implements AutoCloseable {

  /**
   * A request.
   *
   * @param target its path and query
   */
  public record Message(String method, String target, Headers headers, String body) {}

  private final HttpServer server;
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final List<Integer> statuses = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean hangs;

  /** Starts a server that accepts every message. */
  public MessageServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Sets the status of the next responses; 200 after them. */
  public MessageServer responding(Integer... next) {
    statuses.addAll(List.of(next));
    return this;
  }

  /** Makes the server never respond. */
  public MessageServer hanging() {
    hangs = true;
    return this;
  }

  /** Returns the URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Returns what came, in order. */
  public List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Returns path and query of what came, in order. */
  public List<String> targets() {
    return messages.stream().map(Message::target).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    messages.add(
        new Message(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders(),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    if (hangs) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    int status = statuses.isEmpty() ? 200 : statuses.remove(0);
    if (status == 302) {
      exchange.getResponseHeaders().add("Location", url("/elsewhere"));
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
