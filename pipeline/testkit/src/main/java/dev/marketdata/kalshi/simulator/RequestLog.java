package dev.marketdata.kalshi.simulator;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the simulator was asked and what it answered. A request is in it before its answer is sent,
 * so a client that holds an answer finds its request here. Thread-safe.
 */
public final class RequestLog {
  /** Details are kept of the last so many; counts are of all. */
  private static final int DETAILS = 100_000;

  private final Queue<RecordedRequest> requests = new ArrayDeque<>();
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private final Map<String, Long> byEndpoint = new TreeMap<>();
  private long total;
  private int inFlight;
  private int mostInFlight;

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

  /** Returns the number of requests that were answered with this status. */
  public synchronized long countOf(int status) {
    return byStatus.getOrDefault(status, 0L);
  }

  /** Returns the number of requests to an endpoint, such as {@code /markets/{ticker}}. */
  public synchronized long countTo(String endpoint) {
    return byEndpoint.getOrDefault(endpoint, 0L);
  }

  /** Returns counts by status; 0 stands for "no answer". */
  public synchronized Map<Integer, Long> byStatus() {
    return new TreeMap<>(byStatus);
  }

  /** Returns counts by endpoint. */
  public synchronized Map<String, Long> byEndpoint() {
    return new TreeMap<>(byEndpoint);
  }

  /** Returns the largest number of requests that were being handled at once. */
  public synchronized int mostInFlight() {
    return mostInFlight;
  }

  /** Forgets all requests. */
  public synchronized void clear() {
    requests.clear();
    byStatus.clear();
    byEndpoint.clear();
    total = 0;
    mostInFlight = inFlight;
  }

  synchronized void begin() {
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
  }

  synchronized void end() {
    inFlight--;
  }

  synchronized void add(RecordedRequest request) {
    if (requests.size() == DETAILS) {
      requests.remove();
    }
    requests.add(request);
    byStatus.merge(request.status(), 1L, Long::sum);
    byEndpoint.merge(request.endpoint(), 1L, Long::sum);
    total++;
  }
}
