package dev.marketdata.kalshi.template.cloud;

import org.jspecify.annotations.Nullable;

/** One of Google's services, as far as the scripts use it. */
interface FakeService {

  /** Returns the response to a call, or null if another service handles it. */
  @Nullable FakeResponse respond(Call call);
}
