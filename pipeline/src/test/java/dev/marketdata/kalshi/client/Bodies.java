package dev.marketdata.kalshi.client;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** Reads the bodies of requests that are not sent. */
public final class Bodies {

  private Bodies() {}

  /** Returns a request's body. */
  public static String of(HttpRequest request) {
    BodySubscriber<String> body = BodySubscribers.ofString(StandardCharsets.UTF_8);
    request
        .bodyPublisher()
        .orElseThrow()
        .subscribe(
            new Subscriber<ByteBuffer>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                body.onSubscribe(subscription);
              }

              @Override
              public void onNext(ByteBuffer part) {
                body.onNext(List.of(part));
              }

              @Override
              public void onError(Throwable failure) {
                body.onError(failure);
              }

              @Override
              public void onComplete() {
                body.onComplete();
              }
            });
    return body.getBody().toCompletableFuture().join();
  }
}
