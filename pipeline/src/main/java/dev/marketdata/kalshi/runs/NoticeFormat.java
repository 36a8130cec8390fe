package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How a service wants a message. Sources: Slack, "Sending messages using incoming webhooks";
 * Discord, "Execute Webhook"; ntfy, "Publishing".
 */
enum NoticeFormat {
  SLACK {
    @Override
    HttpRequest.Builder request(URI url, Notice notice) {
      // The three characters that Slack reads as markup, such as a mention of everybody.
      String text =
          text(notice, SLACK_LENGTH)
              .replace("&", "&amp;")
              .replace("<", "&lt;")
              .replace(">", "&gt;");
      return json(url, JSON.objectNode().put("text", text));
    }
  },
  DISCORD {
    @Override
    HttpRequest.Builder request(URI url, Notice notice) {
      ObjectNode message = JSON.objectNode().put("content", text(notice, DISCORD_LENGTH));
      message.putObject("allowed_mentions").putArray("parse");
      return json(url, message);
    }
  },
  NTFY {
    @Override
    HttpRequest.Builder request(URI url, Notice notice) {
      return HttpRequest.newBuilder(url)
          .header("Title", notice.title())
          .header("Content-Type", "text/plain; charset=utf-8")
          .POST(BodyPublishers.ofString(cut(notice.body(), NTFY_LENGTH)));
    }
  },
  OTHER {
    @Override
    HttpRequest.Builder request(URI url, Notice notice) {
      RunSummary summary = notice.summary();
      ObjectNode message =
          JSON.objectNode()
              .put("event", notice.kind().jsonName())
              .put("job", summary.job())
              .put("slot", summary.slot())
              .put("run", summary.run())
              .put("verdict", summary.verdict().jsonName())
              .put("since", notice.since())
              .put("stored", summary.stored())
              .put("failed", summary.failed());
      ArrayNode reasons = message.putArray("reasons");
      notice
          .reasons()
          .forEach(
              reason ->
                  reasons.addObject().put("reason", reason.text()).put("count", reason.count()));
      message
          .put("command", notice.command())
          .put("until", notice.until() == null ? null : notice.until().toString())
          .put("folder", notice.folder())
          .put("text", text(notice, Integer.MAX_VALUE));
      return json(url, message);
    }
  };

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  // Slack cuts longer texts into several messages.
  private static final int SLACK_LENGTH = 3_500;
  private static final int DISCORD_LENGTH = 2_000;
  // A text of more than 4,096 bytes becomes an attachment; a character has at most three.
  private static final int NTFY_LENGTH = 1_300;

  /** Returns the format of the service at a host. */
  static NoticeFormat of(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("hooks.slack.com")) {
      return SLACK;
    }
    if (isUnder("discord.com", host) || isUnder("discordapp.com", host)) {
      return DISCORD;
    }
    return host.startsWith("ntfy.") ? NTFY : OTHER;
  }

  private static boolean isUnder(String domain, String host) {
    return host.equals(domain) || host.endsWith("." + domain);
  }

  /** Returns a request that sends a notice. */
  abstract HttpRequest.Builder request(URI url, Notice notice);

  private static HttpRequest.Builder json(URI url, ObjectNode message) {
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(message.toString(), StandardCharsets.UTF_8));
  }

  private static String text(Notice notice, int length) {
    return cut(notice.title() + "\n" + notice.body(), length);
  }

  /** Cuts at a character, never within one. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 3;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }
}
