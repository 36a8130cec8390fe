package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.client.Bodies;
import dev.marketdata.kalshi.runs.Notice.Reason;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The message that each service gets. */
class NoticeFormatTest {

  private static final String SLACK = "https://hooks.slack.com/services/T0/B0/s3cret";
  private static final String DISCORD = "https://discord.com/api/webhooks/1/s3cret";
  private static final String NTFY = "https://ntfy.sh/s3cret";
  private static final String OTHER = "https://example.com/hook";

  private static HttpRequest request(String url, Notice notice) {
    URI uri = URI.create(url);
    return NoticeFormat.of(uri).request(uri, notice).build();
  }

  private static String sent(String url, Notice notice) {
    return Bodies.of(request(url, notice));
  }

  private static JsonNode json(String url, Notice notice) throws Exception {
    return new JsonMapper().readTree(sent(url, notice));
  }

  /** A notice with as many reasons as there can be, in letters of several bytes. */
  private static Notice longest(String letter) {
    Notice notice = NoticeFixtures.notice("failed");
    return new Notice(
        notice.kind(),
        notice.summary(),
        notice.since(),
        Collections.nCopies(5, new Reason(letter.repeat(1_000), 7)),
        notice.command(),
        notice.until(),
        notice.folder());
  }

  @ParameterizedTest
  @CsvSource({
    SLACK + ",SLACK",
    DISCORD + ",DISCORD",
    "https://ptb.discord.com/api/webhooks/1/x,DISCORD",
    "https://discordapp.com/api/webhooks/1/x,DISCORD",
    NTFY + ",NTFY",
    "https://ntfy.example.com/topic,NTFY",
    OTHER + ",OTHER",
    "https://hooks.slack.com.example.com/x,OTHER",
    "https://notdiscord.com/x,OTHER",
  })
  void theHostTellsTheService(String url, String service) {
    assertThat(NoticeFormat.of(URI.create(url)).name(), is(service));
  }

  @Test
  void slackGetsText() throws Exception {
    assertThat(
        sent(SLACK, NoticeFixtures.notice("late")),
        is(
            "{\"text\":\"kalshi-market-data 2026-11-22T14:00:00Z: complete\\n1 stored, 0 failed\\n"
                + "- the run started 45 minutes after its slot\\n"
                + "Run: out/runs/r\\n./kalshi coverage\"}"));
  }

  @Test
  void slackReadsNoMarkup() throws Exception {
    assertThat(
        json(SLACK, longest("<!channel> & ")).path("text").asText(),
        containsString("&lt;!channel&gt; &amp; "));
  }

  @Test
  void discordGetsContentThatMentionsNobody() throws Exception {
    JsonNode message = json(DISCORD, NoticeFixtures.notice("late"));

    assertThat(
        message.path("content").asText(),
        containsString("kalshi-market-data 2026-11-22T14:00:00Z: complete\n"));
    assertThat(message.path("allowed_mentions").toString(), is("{\"parse\":[]}"));
  }

  @Test
  void ntfyGetsATitleAndText() {
    HttpRequest request = request(NTFY, NoticeFixtures.notice("failed"));

    assertThat(
        request.headers().firstValue("Title").orElse(""),
        is("kalshi-market-data 2026-11-22T14:00:00Z: failed"));
    assertThat(
        Bodies.of(request),
        is(
            """
            1 stored, 4 failed
            - 3 x unavailable: HTTP 503
            - timed_out: the deadline
            Run: out/runs/r
            Until 2026-11-22T16:00:00Z: ./kalshi collect --tickers=failed.txt"""));
  }

  @Test
  void othersGetFields() throws Exception {
    JsonNode message = json(OTHER, NoticeFixtures.notice("failed"));
    String text = message.path("text").asText();

    assertThat(
        sent(OTHER, NoticeFixtures.notice("failed")),
        is(
            "{\"event\":\"incident\",\"job\":\"kalshi-market-data\","
                + "\"slot\":\"2026-11-22T14:00:00Z\","
                + "\"run\":\"20261122T140000Z-kalshi-market-data-20261122T140500Z\","
                + "\"verdict\":\"failed\",\"since\":\"2026-11-22T14:00:00Z\","
                + "\"stored\":1,\"failed\":4,"
                + "\"reasons\":[{\"reason\":\"unavailable: HTTP 503\",\"count\":3},"
                + "{\"reason\":\"timed_out: the deadline\",\"count\":1}],"
                + "\"command\":\"./kalshi collect --tickers=failed.txt\","
                + "\"until\":\"2026-11-22T16:00:00Z\",\"folder\":\"out/runs/r\",\"text\":"
                + new JsonMapper().writeValueAsString(text)
                + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u20AC", "\uD83D\uDE00"})
  void aLongTextIsCutBetweenCharacters(String letter) throws Exception {
    String content = json(DISCORD, longest(letter)).path("content").asText();
    byte[] text = sent(NTFY, longest(letter)).getBytes(StandardCharsets.UTF_8);

    assertThat(content.length(), is(lessThanOrEqualTo(2_000)));
    assertThat(content, endsWith("..."));
    assertThat(content, not(containsString("?")));
    assertThat(text.length, is(lessThanOrEqualTo(4_096)));
  }

  @Test
  void theUsualMessageIsNotCut() {
    for (String url : List.of(SLACK, DISCORD, NTFY)) {
      assertThat(sent(url, NoticeFixtures.notice("failed")), containsString("failed.txt"));
    }
  }
}
