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
 * Which requests go wrong, and how: the next few that match, each with some probability, or all of
 * them during maintenance. What was planned first is used up first. Thread-safe.
 */
public final class FaultPlan {
  private final InstantSource clock;
  private final List<Scripted> scripted = new ArrayList<>();
  private final List<Chance> chances = new ArrayList<>();
  private Optional<Instant> maintenanceEnd = Optional.empty();

  FaultPlan(InstantSource clock) {
    this.clock = clock;
  }

  /** The next so many requests get this fault. */
  public FaultPlan next(int count, Fault fault) {
    return next(count, request -> true, fault);
  }

  /** The next so many requests to a path (below the root of the API) get this fault. */
  public FaultPlan next(int count, String path, Fault fault) {
    return next(count, request -> request.path().equals(ApiRequest.ROOT + path), fault);
  }

  /** The next so many requests that match get this fault. */
  public synchronized FaultPlan next(int count, Predicate<ApiRequest> match, Fault fault) {
    scripted.add(new Scripted(count, match, fault));
    return this;
  }

  /** Every request from now on that matches gets this fault. */
  public FaultPlan always(Predicate<ApiRequest> match, Fault fault) {
    return next(Integer.MAX_VALUE, match, fault);
  }

  /** Each request gets, with this probability, one of these faults; the seed decides. */
  public FaultPlan each(double probability, long seed, List<Fault> faults) {
    return each(probability, seed, request -> true, faults);
  }

  /** Each request that matches gets, with this probability, one of these faults. */
  public synchronized FaultPlan each(
      double probability, long seed, Predicate<ApiRequest> match, List<Fault> faults) {
    chances.add(new Chance(probability, new Random(seed), match, List.copyOf(faults)));
    return this;
  }

  /** For so long every request but {@code /exchange/status} is answered 503. */
  public FaultPlan maintenance(Duration duration) {
    return maintenanceUntil(clock.instant().plus(duration));
  }

  /** Until then every request but {@code /exchange/status} is answered 503. */
  public synchronized FaultPlan maintenanceUntil(Instant end) {
    maintenanceEnd = Optional.of(end);
    return this;
  }

  /** Ends the maintenance, whatever end was foretold. */
  public synchronized FaultPlan endMaintenance() {
    maintenanceEnd = Optional.empty();
    return this;
  }

  /** Forgets all that was planned. */
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
