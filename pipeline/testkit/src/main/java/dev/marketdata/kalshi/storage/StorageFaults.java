package dev.marketdata.kalshi.storage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults of future requests, each for a number of matching requests. */
public final class StorageFaults {

  private static final class Planned {
    private final Predicate<StorageRequest> match;
    private final StorageFault fault;
    private long left;

    Planned(long left, Predicate<StorageRequest> match, StorageFault fault) {
      this.left = left;
      this.match = match;
      this.fault = fault;
    }
  }

  private final List<Planned> planned = new ArrayList<>();

  /** Adds a fault for the next {@code count} requests that match. */
  public synchronized void next(long count, Predicate<StorageRequest> match, StorageFault fault) {
    planned.add(new Planned(count, match, fault));
  }

  /** Adds a fault for all requests that match. */
  public void always(Predicate<StorageRequest> match, StorageFault fault) {
    next(Long.MAX_VALUE, match, fault);
  }

  synchronized Optional<StorageFault> faultFor(StorageRequest request) {
    for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
      Planned plan = plans.next();
      if (plan.match.test(request)) {
        if (--plan.left == 0) {
          plans.remove();
        }
        return Optional.of(plan.fault);
      }
    }
    return Optional.empty();
  }
}
