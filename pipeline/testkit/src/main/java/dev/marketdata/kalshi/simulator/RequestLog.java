package dev.marketdata.kalshi.simulator;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The requests that the simulator received, and the status of each response. A request is added
 * before its response is sent, so a client that has a response finds the request here. Thread-safe.
 */
public final class RequestLog {
  /** The max number of requests that are kept. Counts include all requests. */
  private static final int MAX_REQUESTS = 100_000;

  private final Queue<RecordedRequest> requests = new ArrayDeque<>();
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private final Map<String, Long> byEndpoint = new TreeMap<>();
  private long total;
  private int inFlight;
  private int maxInFlight;

  /** Returns the recorded requests, oldest first. */
  public synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Returns the recorded requests that match. */
  public List<RecordedRequest> requests(Predicate<RecordedRequest> match) {
    return requests().stream().filter(match).toList();
  }

  /** Returns the number of requests so far. */
  public synchronized long total() {
    return total;
  }

  /** Returns the number of responses with this status. */
  public synchronized long countOf(int status) {
    return byStatus.getOrDefault(status, 0L);
  }

  /** Returns the number of requests to an endpoint, such as {@code /markets/{ticker}}. */
  public synchronized long countTo(String endpoint) {
    return byEndpoint.getOrDefault(endpoint, 0L);
  }

  /** Returns counts by status; 0 means no response. */
  public synchronized Map<Integer, Long> byStatus() {
    return new TreeMap<>(byStatus);
  }

  /** Returns counts by endpoint. */
  public synchronized Map<String, Long> byEndpoint() {
    return new TreeMap<>(byEndpoint);
  }

  /** Returns the max number of concurrent requests. */
  public synchronized int maxInFlight() {
    return maxInFlight;
  }

  /** Removes all requests and counts. */
  public synchronized void clear() {
    requests.clear();
    byStatus.clear();
    byEndpoint.clear();
    total = 0;
    maxInFlight = inFlight;
  }

  synchronized void begin() {
    inFlight++;
    maxInFlight = Math.max(maxInFlight, inFlight);
  }

  synchronized void end() {
    inFlight--;
  }

  synchronized void add(RecordedRequest request) {
    if (requests.size() == MAX_REQUESTS) {
      requests.remove();
    }
    requests.add(request);
    byStatus.merge(request.status(), 1L, Long::sum);
    byEndpoint.merge(request.endpoint(), 1L, Long::sum);
    total++;
  }
}
