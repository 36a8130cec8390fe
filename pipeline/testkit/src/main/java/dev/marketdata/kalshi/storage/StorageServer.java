package dev.marketdata.kalshi.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/**
 * The JSON API of Cloud Storage on a loopback port, for the real clients. Objects can be created
 * with one request or in pieces, read completely or in ranges, listed, composed, rewritten and
 * deleted, with preconditions, one by one or in batches. The server requires no credential, refuses
 * what the roles in a bucket do not allow, counts requests by kind, and injects faults.
 */
public final class StorageServer implements AutoCloseable {

  static {
    // Otherwise responses are delayed until the client acknowledges earlier packets.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 1_000;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(work -> daemon(work, "storage-server"));
  private final Buckets buckets;
  private final Permissions permissions;
  private final StorageApi api;
  private final Uploads uploads;
  private final StorageFaults faults = new StorageFaults();
  private final Map<Counted, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Long, LongAdder> insertsByTenth = new ConcurrentHashMap<>();
  private final AtomicInteger insertsInFlight = new AtomicInteger();
  private final AtomicInteger maxInsertsInFlight = new AtomicInteger();
  private volatile Duration latency = Duration.ZERO;

  /** The key of a count: a kind of request, and the first folder of its object. */
  private record Counted(RequestKind kind, String folder) {
    static Counted of(StorageRequest request) {
      String object = request.object();
      return new Counted(request.kind(), object.substring(0, Math.max(0, object.indexOf('/'))));
    }
  }

  private StorageServer(boolean dropContent) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on 127.0.0.1", e);
    }
    buckets = new Buckets(dropContent);
    permissions = new Permissions(buckets);
    api = new StorageApi(buckets, permissions, root());
    uploads = new Uploads(buckets, root());
  }

  /** Starts a server on a free port. */
  public static StorageServer start() {
    return started(new StorageServer(false));
  }

  /**
   * Starts a server that keeps only the size and the checksums of objects, so that it can store
   * many. It keeps the content of the files under {@code runs/}.
   */
  public static StorageServer startWithoutContent() {
    return started(new StorageServer(true));
  }

  private static StorageServer started(StorageServer storage) {
    storage.server.setExecutor(storage.threads);
    storage.server.createContext("/", storage::handle);
    // The server's thread is a daemon if the thread that starts it is one.
    Thread starter = daemon(storage.server::start, "storage-server-start");
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return storage;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns scheme, address and port, the format of the client library. */
  public String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the value of {@code --gcsEndpoint}. */
  public String endpoint() {
    return root() + "/storage/v1/";
  }

  /** Creates a bucket. */
  public StorageServer bucket(String name) {
    buckets.add(name);
    return this;
  }

  /**
   * Gives the callers these roles in a bucket. Without roles they may do everything.
   *
   * @return this server
   */
  public StorageServer grant(String bucket, StorageRole... roles) {
    permissions.grant(bucket, List.of(roles));
    return this;
  }

  /** Stores an object, without a request. */
  public StorageObject put(String bucket, String name, String text) {
    try {
      return buckets.put(
          bucket,
          name,
          text.getBytes(StandardCharsets.UTF_8),
          "text/plain",
          Map.of(),
          Preconditions.NONE);
    } catch (StorageApiException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns an object, without a request. */
  public Optional<StorageObject> object(String bucket, String name) {
    return objects(bucket, name).stream().filter(object -> object.name().equals(name)).findFirst();
  }

  /** Returns the objects with a prefix, ordered by name. */
  public List<StorageObject> objects(String bucket, String prefix) {
    try {
      return buckets.all(bucket).stream()
          .filter(object -> object.name().startsWith(prefix))
          .toList();
    } catch (StorageApiException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns the faults of future requests. */
  public StorageFaults faults() {
    return faults;
  }

  /** Sets the latency of every request. */
  public StorageServer latency(Duration newLatency) {
    latency = newLatency;
    return this;
  }

  /** Returns the number of requests of a kind, including failed ones. */
  public long count(RequestKind kind) {
    return counts().getOrDefault(kind, 0L);
  }

  /** Returns the number of requests of a kind for objects in a folder. */
  public long count(RequestKind kind, String folder) {
    LongAdder count = counts.get(new Counted(kind, folder));
    return count == null ? 0 : count.sum();
  }

  /** Returns the number of requests by kind, without zeros. */
  public Map<RequestKind, Long> counts() {
    Map<RequestKind, Long> byKind = new EnumMap<>(RequestKind.class);
    counts.forEach((counted, count) -> byKind.merge(counted.kind(), count.sum(), Long::sum));
    return byKind;
  }

  /** Returns the number of insert requests, by tenths of a second since the epoch. */
  public NavigableMap<Long, Long> insertsByTenth() {
    NavigableMap<Long, Long> tenths = new TreeMap<>();
    insertsByTenth.forEach((tenth, count) -> tenths.put(tenth, count.sum()));
    return tenths;
  }

  /** Returns the max number of concurrent insert requests. */
  public int maxInsertsInFlight() {
    return maxInsertsInFlight.get();
  }

  /** Returns the number of connections so far. */
  public int connections() {
    return connections.size();
  }

  /** Sets the counts to zero. */
  public void resetCounts() {
    counts.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      connections.add(exchange.getRemoteAddress());
      StorageRequest request = read(exchange);
      boolean insert = request.kind() == RequestKind.INSERT;
      if (insert) {
        long tenth = System.currentTimeMillis() / 100;
        insertsByTenth.computeIfAbsent(tenth, t -> new LongAdder()).increment();
        maxInsertsInFlight.accumulateAndGet(insertsInFlight.incrementAndGet(), Math::max);
      }
      try {
        respond(exchange, request);
      } finally {
        insertsInFlight.addAndGet(insert ? -1 : 0);
      }
    }
  }

  private void respond(HttpExchange exchange, StorageRequest request) throws IOException {
    pause();
    Optional<StorageResponse> response = respondOrBreak(request);
    if (response.isPresent()) {
      send(exchange, request, response.get());
    }
    // Closing an exchange without a response breaks its connection.
  }

  private static StorageRequest read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readAllBytes();
    }
    if (headers.getOrDefault("content-encoding", "").equals("gzip") && body.length > 0) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = in.readAllBytes();
      }
    }
    // The JDK's HTTP client cannot send PATCH.
    String method = headers.getOrDefault("x-http-method-override", exchange.getRequestMethod());
    return StorageRequest.of(method, exchange.getRequestURI().toString(), headers, body);
  }

  private void pause() {
    if (!latency.isZero()) {
      try {
        Thread.sleep(latency.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<StorageResponse> respondOrBreak(StorageRequest request) {
    counts.computeIfAbsent(Counted.of(request), counted -> new LongAdder()).increment();
    Optional<StorageFault> fault = faults.faultFor(request);
    if (fault.isEmpty()) {
      return Optional.of(respond(request));
    }
    if (fault.get().hangs()) {
      awaitClose();
      return Optional.empty();
    }
    if (fault.get().afterwards()) {
      StorageResponse unused = respond(request);
    }
    int status = fault.get().status();
    if (status == StorageFault.OK) {
      return Optional.of(StorageResponse.empty(status));
    }
    return status == 0
        ? Optional.empty()
        : Optional.of(StorageResponse.error(status, "The storage was told to fail."));
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StorageResponse respond(StorageRequest request) {
    try {
      permissions.check(request);
      return switch (request.kind()) {
        case INSERT -> uploads.insert(request);
        case UPLOAD_START -> uploads.begin(request);
        case UPLOAD_PIECE -> uploads.piece(request);
        case BATCH -> batch(request);
        default -> api.respond(request);
      };
    } catch (StorageApiException e) {
      return e.response();
    }
  }

  private StorageResponse batch(StorageRequest request) throws StorageApiException {
    String boundary = "batch_of_answers";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Multipart.Part part : Multipart.read(request)) {
      String text = new String(part.content(), StandardCharsets.ISO_8859_1);
      int lineEnd = text.indexOf('\n');
      String[] line = text.substring(0, Math.max(lineEnd, 0)).strip().split(" ", -1);
      if (line.length < 2) {
        throw new StorageApiException(400, "Failed to parse batch request");
      }
      Multipart.Part inner = Multipart.part(text.substring(lineEnd + 1));
      // Some clients send absolute URLs in a batch.
      String target = line[1].replaceFirst("^https?://[^/]+", "");
      StorageRequest one = StorageRequest.of(line[0], target, inner.headers(), inner.content());
      StorageResponse response =
          respondOrBreak(one).orElseGet(() -> StorageResponse.error(503, "broken"));
      String id = part.headers().getOrDefault("content-id", "").replaceFirst("^<", "<response-");
      body.writeBytes(
          ("--"
                  + boundary
                  + "\r\nContent-Type: application/http\r\nContent-ID: "
                  + id
                  + "\r\n\r\nHTTP/1.1 "
                  + response.status()
                  + " Answer\r\n")
              .getBytes(StandardCharsets.UTF_8));
      response
          .with("Content-Length", Integer.toString(response.body().length))
          .headers()
          .forEach(
              (name, value) ->
                  body.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8)));
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
      body.writeBytes(response.body());
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return new StorageResponse(
        200, Map.of("Content-Type", "multipart/mixed; boundary=" + boundary), body.toByteArray());
  }

  private static void send(HttpExchange exchange, StorageRequest request, StorageResponse response)
      throws IOException {
    response.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = response.body();
    boolean bodiless = request.method().equals("HEAD") || body.length == 0;
    exchange.sendResponseHeaders(response.status(), bodiless ? -1 : body.length);
    if (!bodiless) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
