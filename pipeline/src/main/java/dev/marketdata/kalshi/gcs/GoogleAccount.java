package dev.marketdata.kalshi.gcs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Credentials;
import com.google.auth.Retryable;
import com.google.auth.oauth2.GoogleCredentials;
import dev.marketdata.kalshi.base.Excerpt;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Google account that this program uses: the application-default credentials of a laptop, the
 * key file of a service account, or the service account of a virtual machine.
 */
public final class GoogleAccount {

  private static final String LOGIN = "run gcloud auth application-default login";
  private static final JsonMapper JSON = new JsonMapper();

  // The messages are those of google-auth-library 1.43: GoogleAuthException has no other mark, and
  // the metadata server's 404 is a plain IOException.
  private static final String OF_A_KEY = "Error getting access token for service account";
  private static final String OF_A_MACHINE =
      "Error code 404 trying to get security access token from Compute Engine";

  private static final Pattern OF_A_FILE =
      Pattern.compile(
          "Error reading credential file from (environment variable [^,]*, value '|location )"
              + "(?<file>.*?)'?: (?<reason>.*)",
          Pattern.DOTALL);
  private static final String NO_FILE = "File does not exist.";
  // The JSON parser names a line, or has no message at all.
  private static final Pattern NOT_AN_ACCOUNT =
      Pattern.compile(
          "^\\s*$|^no JSON input found|at line [0-9]+ column|'type' (field not specified|value )");

  /** Finds credentials; replaced by tests. */
  interface Finder {
    Credentials find() throws IOException;
  }

  // Replaced by tests only.
  private static volatile Finder finder = GoogleCredentials::getApplicationDefault;

  private GoogleAccount() {}

  static void use(Finder other) {
    finder = other;
  }

  /** Returns the credentials of this machine; if there are none, each request fails and says so. */
  static Credentials credentials() {
    try {
      return finder.find();
    } catch (IOException | RuntimeException e) {
      return new Missing(e);
    }
  }

  /**
   * Returns a sentence about an account that is missing or refused, and what to do.
   *
   * @return null if the failure has another reason, or one that may pass
   */
  public static @Nullable String problem(Throwable failure) {
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    for (Throwable cause : causes) {
      String message = String.valueOf(cause.getMessage());
      if (message.startsWith("Your default credentials were not found")) {
        return "no Google account is known here: "
            + LOGIN
            + ", or set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account";
      }
      if (cause instanceof MissingException) {
        return "the file of the Google account (GOOGLE_APPLICATION_CREDENTIALS, or that of gcloud"
            + " auth application-default login) cannot be used: "
            + message;
      }
      if (message.startsWith(OF_A_MACHINE)) {
        return "this virtual machine has no Google account: set its service account, with the scope"
            + " cloud-platform";
      }
      if (cause instanceof Retryable refusal && !refusal.isRetryable()) {
        return message.startsWith(OF_A_KEY)
            ? "Google refuses the key of the service account (" + reason(causes) + "): create a key"
            : "Google refuses the login of this machine (" + reason(causes) + "): " + LOGIN;
      }
    }
    return null;
  }

  /** Returns what the token server says, such as {@code Token has been expired or revoked.} */
  private static String reason(List<Throwable> causes) {
    for (Throwable cause : causes) {
      if (cause instanceof HttpResponseException response) {
        JsonNode body = json(response.getContent());
        String description = body.path("error_description").asText(body.path("error").asText());
        return description.isEmpty()
            ? "HTTP " + response.getStatusCode()
            : Excerpt.of(description).replaceFirst("\\.$", "");
      }
    }
    return "no reason is known";
  }

  private static JsonNode json(@Nullable String body) {
    try {
      return JSON.readTree(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static final class MissingException extends IOException {
    private static final long serialVersionUID = 1;

    MissingException(String message) {
      super(message);
    }
  }

  /** Without credentials the library would send requests of nobody, which Google refuses. */
  private static final class Missing extends Credentials {
    private static final long serialVersionUID = 1;
    private final String reason;

    Missing(Exception reason) {
      String message = Objects.requireNonNullElse(reason.getMessage(), "");
      Matcher ofFile = OF_A_FILE.matcher(message);
      this.reason =
          ofFile.matches()
              ? Excerpt.of(ofFile.group("file"))
                  + ": "
                  + whatIsWrong(ofFile.group("reason"), ofFile.group("file"))
              : whatIsWrong(message, "");
    }

    private static String whatIsWrong(String reason, String file) {
      if (NOT_AN_ACCOUNT.matcher(reason).find()) {
        return "it is not the JSON file of a Google account";
      }
      return reason.equals(NO_FILE) && new File(file).isDirectory()
          ? "it is a folder"
          : Excerpt.of(reason);
    }

    @Override
    public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) throws IOException {
      throw new MissingException(reason);
    }

    @Override
    public String getAuthenticationType() {
      return "none";
    }

    @Override
    public boolean hasRequestMetadata() {
      return true;
    }

    @Override
    public boolean hasRequestMetadataOnly() {
      return true;
    }

    @Override
    public void refresh() throws IOException {
      throw new MissingException(reason);
    }
  }
}
