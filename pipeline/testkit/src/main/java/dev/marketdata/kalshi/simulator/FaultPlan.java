package dev.marketdata.kalshi.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The faults of future requests: a number of matching requests, random requests with some
 * probability, or all requests during maintenance. Faults that were added first are used first.
 * Thread-safe.
 */
public final class FaultPlan {
  private final InstantSource clock;
  private final List<Scripted> scripted = new ArrayList<>();
  private final List<Chance> chances = new ArrayList<>();
  private Optional<Instant> maintenanceEnd = Optional.empty();

  FaultPlan(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds a fault for the next {@code count} requests. */
  public FaultPlan next(int count, Fault fault) {
    return next(count, request -> true, fault);
  }

  /** Adds a fault for the next {@code count} requests to a path below the root of the API. */
  public FaultPlan next(int count, String path, Fault fault) {
    return next(count, request -> request.path().equals(ApiRequest.ROOT + path), fault);
  }

  /** Adds a fault for the next {@code count} requests that match. */
  public synchronized FaultPlan next(int count, Predicate<ApiRequest> match, Fault fault) {
    scripted.add(new Scripted(count, match, fault));
    return this;
  }

  /** Adds a fault for all requests that match. */
  public FaultPlan always(Predicate<ApiRequest> match, Fault fault) {
    return next(Integer.MAX_VALUE, match, fault);
  }

  /**
   * Gives each request, with this probability, one of these faults; the seed makes it repeatable.
   */
  public FaultPlan each(double probability, long seed, List<Fault> faults) {
    return each(probability, seed, request -> true, faults);
  }

  /** Gives each request that matches, with this probability, one of these faults. */
  public synchronized FaultPlan each(
      double probability, long seed, Predicate<ApiRequest> match, List<Fault> faults) {
    chances.add(new Chance(probability, new Random(seed), match, List.copyOf(faults)));
    return this;
  }

  /** Starts a maintenance: all requests except {@code /exchange/status} get status 503. */
  public FaultPlan maintenance(Duration duration) {
    return maintenanceUntil(clock.instant().plus(duration));
  }

  /** Starts a maintenance that ends at this time. */
  public synchronized FaultPlan maintenanceUntil(Instant end) {
    maintenanceEnd = Optional.of(end);
    return this;
  }

  /** Ends the maintenance, before its announced end too. */
  public synchronized FaultPlan endMaintenance() {
    maintenanceEnd = Optional.empty();
    return this;
  }

  /** Removes all faults. */
  public synchronized FaultPlan clear() {
    scripted.clear();
    chances.clear();
    maintenanceEnd = Optional.empty();
    return this;
  }

  synchronized Optional<Instant> maintenanceEnd() {
    return maintenanceEnd.filter(clock.instant()::isBefore);
  }

  synchronized Optional<Fault> faultFor(ApiRequest request) {
    for (Iterator<Scripted> all = scripted.iterator(); all.hasNext(); ) {
      Scripted script = all.next();
      if (script.left == 0) {
        all.remove();
      } else if (script.match.test(request)) {
        script.left--;
        return Optional.of(script.fault);
      }
    }
    return chances.stream().flatMap(chance -> chance.draw(request).stream()).findFirst();
  }

  private static final class Scripted {
    private int left;
    private final Predicate<ApiRequest> match;
    private final Fault fault;

    Scripted(int left, Predicate<ApiRequest> match, Fault fault) {
      this.left = left;
      this.match = match;
      this.fault = fault;
    }
  }

  private record Chance(
      double probability, Random random, Predicate<ApiRequest> match, List<Fault> faults) {

    Optional<Fault> draw(ApiRequest request) {
      if (!match.test(request) || random.nextDouble() >= probability) {
        return Optional.empty();
      }
      return Optional.of(faults.get(random.nextInt(faults.size())));
    }
  }
}
