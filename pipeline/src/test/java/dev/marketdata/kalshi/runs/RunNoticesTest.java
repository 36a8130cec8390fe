package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.RUN;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.client.MessageServer;
import dev.marketdata.kalshi.client.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNoticesTest {

  private static final int LENGTH_OF_ID = 36;

  @TempDir private Path folder;
  private MessageServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MessageServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RunNotices pinging(String path) throws IOException {
    Path file = Files.writeString(folder.resolve("url"), server.url(path));
    return new RunNotices(null, new Webhook(new SecretSource("file:" + file)), "", "");
  }

  /** Returns what came, without the run's id. */
  private List<String> signals() {
    return server.targets().stream().map(target -> target.replaceFirst("rid=.*", "rid=")).toList();
  }

  @Test
  void theMonitorIsToldOfStartAndEnd() throws Exception {
    RunNotices notices = pinging("/uuid");

    notices.started(RUN);
    notices.succeeded(RUN, "complete");

    assertThat(signals(), contains("/uuid/start?rid=", "/uuid?rid="));
    assertThat(server.messages().get(1).body(), is("complete"));
  }

  @Test
  void theMonitorIsToldOfAFailure() throws Exception {
    pinging("/uuid/").failed(RUN, "why");

    assertThat(signals(), contains("/uuid/fail?rid="));
    assertThat(server.messages().get(0).body(), is("why"));
  }

  @Test
  void theParametersOfTheUrlStay() throws Exception {
    pinging("/key/slug?create=1").started(RUN);

    assertThat(signals(), contains("/key/slug/start?create=1&rid="));
  }

  @Test
  void startAndEndHaveTheSameId() throws Exception {
    RunNotices notices = pinging("/uuid");

    notices.started(RUN);
    notices.failed(RUN, "why");

    List<String> ids =
        server.targets().stream().map(target -> target.replaceFirst(".*rid=", "")).toList();
    assertThat(ids.get(0).length(), is(LENGTH_OF_ID));
    assertThat(ids.get(1), is(ids.get(0)));
  }

  @Test
  void withoutAMonitorNothingIsSent() {
    RunNotices.NONE.started(RUN);

    assertThat(server.targets(), is(empty()));
  }
}
