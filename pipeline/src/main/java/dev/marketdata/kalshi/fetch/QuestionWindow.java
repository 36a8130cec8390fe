package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Keeps a bounded number of questions under way. They are asked on other threads; what follows from
 * an answer happens on the thread that drains, where Beam allows outputs and metrics. All methods
 * belong to that one thread.
 */
final class QuestionWindow {

  /** Something to ask that blocks until it is answered. */
  interface Question<T> {
    T ask() throws KalshiException;
  }

  private final Executor threads;
  private final int width;
  // Follow-ups go first: a chain that is under way is finished before another is begun.
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final BlockingQueue<Runnable> answered = new LinkedBlockingQueue<>();
  private int underWay;

  QuestionWindow(Executor threads, int width) {
    this.threads = threads;
    this.width = width;
  }

  <T> void later(Question<T> question, Consumer<T> answer, Consumer<KalshiException> failure) {
    ready.addLast(() -> threads.execute(() -> ask(question, answer, failure)));
  }

  <T> void next(Question<T> question, Consumer<T> answer, Consumer<KalshiException> failure) {
    ready.addFirst(() -> threads.execute(() -> ask(question, answer, failure)));
  }

  private <T> void ask(
      Question<T> question, Consumer<T> answer, Consumer<KalshiException> failure) {
    Runnable consequence;
    try {
      T value = question.ask();
      consequence = () -> answer.accept(value);
    } catch (KalshiException e) {
      consequence = () -> failure.accept(e);
    } catch (RuntimeException | Error e) {
      consequence =
          () -> {
            throw new IllegalStateException("a question failed in a way nobody foresaw", e);
          };
    }
    answered.add(consequence);
  }

  /** Asks until nothing is left to ask and all answers have been dealt with. */
  void drain() throws InterruptedException {
    while (true) {
      while (underWay < width && !ready.isEmpty()) {
        underWay++;
        ready.removeFirst().run();
      }
      if (underWay == 0) {
        return;
      }
      Runnable consequence = answered.take();
      underWay--;
      consequence.run();
    }
  }
}
