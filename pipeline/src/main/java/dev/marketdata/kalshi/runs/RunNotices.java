package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.client.Webhook;
import dev.marketdata.kalshi.store.RunId;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a run tells about itself. Part of the job graph, so it has the locations of URLs and no URL.
 *
 * @param messages the webhook that gets a message when a run is not well, and when one is well
 *     again; null if none
 * @param ping the monitor of jobs that is told of each start and end; null if none
 * @param again the command that runs again what a run missed
 * @param coverage the command that shows what is missing
 */
public record RunNotices(
    @Nullable Webhook messages, @Nullable Webhook ping, String again, String coverage)
    implements Serializable {

  /** Nobody is told. */
  public static final RunNotices NONE = new RunNotices(null, null, "", "");

  private static final Logger LOG = LoggerFactory.getLogger(RunNotices.class);

  /**
   * Finds mistakes in the URLs before a run starts.
   *
   * @throws InvalidCredentialException if one cannot be found or used
   */
  public void check() throws InvalidCredentialException {
    if (messages != null) {
      messages.check();
    }
    if (ping != null) {
      ping.check();
    }
  }

  /** Tells the monitor that a run starts. */
  void started(RunId run) {
    ping(run, "/start", "");
  }

  /** Tells the monitor that a run has ended and did not fail. */
  void succeeded(RunId run, String how) {
    ping(run, "", how);
  }

  /** Tells the monitor that a run has failed. */
  public void failed(RunId run, String why) {
    ping(run, "/fail", why);
  }

  /**
   * Sends a signal as healthchecks.io and its like expect it: its name after the path of the URL.
   * The parameter {@code rid} connects the start and the end of a run. Source: Healthchecks.io,
   * "Pinging API".
   */
  private void ping(RunId run, String signal, String text) {
    if (ping != null) {
      UUID id = UUID.nameUUIDFromBytes(run.name().getBytes(StandardCharsets.UTF_8));
      ping.send(
          url ->
              HttpRequest.newBuilder(signalled(url, signal, id))
                  .header("Content-Type", "text/plain; charset=utf-8")
                  .POST(BodyPublishers.ofString(text)),
          run.log(LOG));
    }
  }

  private static URI signalled(URI url, String signal, UUID id) {
    String query = url.getRawQuery();
    String path = url.getRawPath().replaceFirst("/$", "");
    return URI.create(
        url.getScheme()
            + "://"
            + url.getRawAuthority()
            + path
            + signal
            + "?"
            + (query == null ? "" : query + "&")
            + "rid="
            + id);
  }

  /** Sends a message if a run's summary has news. */
  void tell(Told told, RunId run, RunSummary summary, List<Miss> misses, String folder) {
    Notice notice = Notice.of(told, summary, misses, this, folder);
    if (messages != null && notice != null) {
      messages.send(url -> NoticeFormat.of(url).request(url, notice), run.log(LOG));
    }
  }
}
