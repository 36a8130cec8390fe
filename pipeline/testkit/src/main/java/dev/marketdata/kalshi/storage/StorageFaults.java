package dev.marketdata.kalshi.storage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults still to come, each for so many requests that fit. */
public final class StorageFaults {

  private static final class Planned {
    private final Predicate<StorageRequest> which;
    private final StorageFault fault;
    private long left;

    Planned(long left, Predicate<StorageRequest> which, StorageFault fault) {
      this.left = left;
      this.which = which;
      this.fault = fault;
    }
  }

  private final List<Planned> planned = new ArrayList<>();

  /** Spoils the next requests that fit. */
  public synchronized void next(long count, Predicate<StorageRequest> which, StorageFault fault) {
    planned.add(new Planned(count, which, fault));
  }

  /** Spoils every request that fits. */
  public void always(Predicate<StorageRequest> which, StorageFault fault) {
    next(Long.MAX_VALUE, which, fault);
  }

  synchronized Optional<StorageFault> faultFor(StorageRequest request) {
    for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
      Planned plan = plans.next();
      if (plan.which.test(request)) {
        if (--plan.left == 0) {
          plans.remove();
        }
        return Optional.of(plan.fault);
      }
    }
    return Optional.empty();
  }
}
