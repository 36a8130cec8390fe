package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.base.LoggedLines;
import dev.marketdata.kalshi.base.RunLog;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WebhookTest {

  private static final RunLog LOG = RunLog.of(LoggerFactory.getLogger(WebhookTest.class), "run");

  @TempDir private Path folder;
  private MessageServer server;
  private final LoggedLines logged = new LoggedLines(WebhookTest.class);

  @BeforeEach
  void start() throws IOException {
    server = new MessageServer();
  }

  @AfterEach
  void stop() {
    server.close();
    logged.close();
  }

  private Webhook webhook(String url) throws IOException {
    Path file = Files.writeString(folder.resolve("url"), url);
    return new Webhook(new SecretSource("file:" + file));
  }

  private void send(Webhook webhook) {
    webhook.send(
        url -> HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("hello")),
        LOG,
        Duration.ofSeconds(5));
  }

  private List<String> warnings() {
    return logged.lines().stream().map(LoggedLines.Line::text).toList();
  }

  @Test
  void aMessageArrivesOnce() throws Exception {
    send(webhook(server.url("/T0/s3cret") + "\n"));

    assertThat(server.messages().size(), is(1));
    assertThat(server.messages().get(0).body(), is("hello"));
    assertThat(warnings(), is(empty()));
  }

  @Test
  void aMessageThatIsRefusedIsSentAgain() throws Exception {
    server.responding(500);

    send(webhook(server.url("/T0/s3cret")));

    assertThat(server.messages().size(), is(2));
    assertThat(warnings(), is(empty()));
  }

  @Test
  void afterTwoRefusalsThereIsOneWarningWithoutThePath() throws Exception {
    server.responding(404, 404);

    send(webhook(server.url("/T0/s3cret?key=s3cret")));

    assertThat(server.messages().size(), is(2));
    assertThat(warnings(), contains("127.0.0.1 cannot be told of the run: HTTP 404"));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    server.responding(302, 302);

    send(webhook(server.url("/T0/s3cret")));

    assertThat(server.targets(), contains("/T0/s3cret", "/T0/s3cret"));
  }

  @Test
  void aServerThatHangsIsNotWaitedFor() throws Exception {
    server.hanging();

    webhook(server.url("/T0/s3cret"))
        .send(
            url -> HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("hello")),
            LOG,
            Duration.ofMillis(50));

    assertThat(warnings(), contains("127.0.0.1 cannot be told of the run: no response within 1 s"));
  }

  @Test
  void aServerThatIsDownIsAWarning() throws Exception {
    String url = server.url("/T0/s3cret");
    server.close();

    send(webhook(url));

    assertThat(
        warnings(),
        contains("127.0.0.1 cannot be told of the run: connection refused, or host unreachable"));
  }

  @Test
  void aUrlThatIsGoneIsAWarning() throws Exception {
    Webhook webhook = webhook(server.url("/"));
    Files.delete(folder.resolve("url"));

    send(webhook);

    assertThat(
        warnings(),
        contains(
            webhook.location()
                + " cannot be told of the run: there is no file "
                + folder.resolve("url")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/s3cret",
        "https://user:s3cret@example.com/",
        "example.com/s3cret",
        "ftp://example.com/s3cret",
        "https://example.com/s3 cret",
        "https://example.com:99999/s3cret",
      })
  void aUrlThatCannotBeUsedIsNotQuoted(String url) throws Exception {
    Webhook webhook = webhook(url);
    InvalidCredentialException refusal =
        assertThrows(InvalidCredentialException.class, webhook::check);

    assertThat(refusal.getMessage(), containsString("the URL in " + webhook.location() + " must "));
    assertThat(refusal.getMessage(), not(containsString("cret")));
    assertThat(refusal.getCause() == null, is(true));
  }

  @Test
  void itShowsTheLocationOnly() throws Exception {
    assertThat(
        webhook(server.url("/T0/s3cret")).toString(),
        is("Webhook[location=file:" + folder.resolve("url") + "]"));
  }
}
