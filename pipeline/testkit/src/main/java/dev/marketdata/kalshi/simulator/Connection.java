package dev.marketdata.kalshi.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connection of one client. Reads requests, and sends responses completely or broken. */
final class Connection {
  private static final Duration BETWEEN_SLOW_BYTES = Duration.ofSeconds(1);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final CountDownLatch closed;

  Connection(Socket socket, CountDownLatch closed) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.closed = closed;
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  /** Reads the next request; empty if the client has closed the connection. */
  Optional<ApiRequest> read() throws IOException {
    Optional<String> first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] start = first.get().split(" ", 3);
    if (start.length < 3) {
      throw new IOException("Not HTTP: " + first.get());
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Optional<String> line = line(); line.isPresent() && !line.get().isEmpty(); line = line()) {
      String[] header = line.get().split(":", 2);
      headers
          .computeIfAbsent(header[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.length == 2 ? header[1].trim() : "");
    }
    skipBody(headers);
    int question = start[1].indexOf('?');
    String path = question < 0 ? start[1] : start[1].substring(0, question);
    String query = question < 0 ? "" : start[1].substring(question + 1);
    return Optional.of(new ApiRequest(start[0], path, query, headers));
  }

  /** Waits. Throws if the simulator is closed in the meantime. */
  void pause(Duration duration) throws IOException, InterruptedException {
    if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("The simulator is closed");
    }
  }

  void send(SimulatedResponse response, Instant date, Transmission transmission)
      throws IOException, InterruptedException {
    byte[] head = head(response, date);
    byte[] body = response.body();
    int half = body.length / 2;
    switch (transmission) {
      case WHOLE -> write(head, body, body.length);
      case HANG_BEFORE_HEADERS -> hang();
      case HANG_IN_BODY -> {
        write(head, body, half);
        hang();
      }
      case RESET_BEFORE_HEADERS -> reset();
      case RESET_IN_BODY -> {
        write(head, body, half);
        reset();
      }
      case CUT_SHORT -> {
        write(head, body, half);
        socket.close();
      }
      case SLOW -> {
        write(head, body, 0);
        for (byte b : body) {
          pause(BETWEEN_SLOW_BYTES);
          out.write(b);
          out.flush();
        }
      }
    }
  }

  private void hang() throws IOException, InterruptedException {
    closed.await();
    socket.close();
  }

  private void reset() throws IOException {
    // Closing with a linger time of zero sends RST in place of FIN.
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Writes head and body together, so that a small response is one TCP segment. */
  private void write(byte[] head, byte[] body, int length) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream(head.length + length);
    both.write(head, 0, head.length);
    both.write(body, 0, length);
    both.writeTo(out);
    out.flush();
  }

  private static byte[] head(SimulatedResponse response, Instant date) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(response.status()).append(" \r\n");
    head.append("Date: ").append(DATE.format(date)).append("\r\n");
    response
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(response.body().length).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void skipBody(Map<String, List<String>> headers) throws IOException {
    for (String length : headers.getOrDefault("content-length", List.of())) {
      in.skipNBytes(Long.parseLong(length));
    }
  }

  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return Optional.empty();
      }
      line.write(b);
    }
    return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
  }
}
