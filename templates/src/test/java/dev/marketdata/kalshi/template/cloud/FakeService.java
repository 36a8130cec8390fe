package dev.marketdata.kalshi.template.cloud;

import org.jspecify.annotations.Nullable;

/** One of Google's services, as far as the scripts use it. */
interface FakeService {

  /** Answers a call; null if it is meant for another service. */
  @Nullable Answer answer(Call call);
}
