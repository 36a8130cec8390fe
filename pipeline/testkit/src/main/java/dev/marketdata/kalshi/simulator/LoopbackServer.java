package dev.marketdata.kalshi.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * An HTTP/1.1 server on the loopback interface, with a daemon thread for each connection.
 *
 * <p>The JDK's server does not fit: it sets {@code Date} by the machine's clock, and cannot reset a
 * connection.
 */
final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 1_000;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final ServerSocket server;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "kalshi-simulator");
            thread.setDaemon(true);
            return thread;
          });

  /** Handles a request: sends a response, or breaks the connection. */
  interface Handler {
    void handle(ApiRequest request, Connection connection) throws IOException, InterruptedException;
  }

  LoopbackServer(int port, Handler handler) {
    this.handler = handler;
    try {
      this.server = new ServerSocket(port, BACKLOG, InetAddress.getByAddress(LOOPBACK));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on 127.0.0.1:" + port, e);
    }
  }

  void start() {
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        serveOnAnotherThread(socket);
      } catch (IOException e) {
        if (closed.getCount() > 0) {
          throw new UncheckedIOException("The simulator stopped accepting connections", e);
        }
      }
    }
  }

  private void serveOnAnotherThread(Socket socket) throws IOException {
    try {
      threads.execute(() -> serve(socket));
    } catch (RejectedExecutionException e) {
      // The server was closed after it accepted this connection.
      socket.close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Connection connection = new Connection(socket, closed);
      while (connection.isOpen() && closed.getCount() > 0) {
        Optional<ApiRequest> request = connection.read();
        if (request.isEmpty()) {
          return;
        }
        handler.handle(request.get(), connection);
      }
    } catch (IOException e) {
      // The client closed the connection, or the simulator is closing.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }
}
