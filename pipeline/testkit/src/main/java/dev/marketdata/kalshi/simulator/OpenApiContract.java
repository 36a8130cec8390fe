package dev.marketdata.kalshi.simulator;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds requests and answers against Kalshi's OpenAPI document: path, method, query parameters
 * known and in range, and the bodies of answers. Thread-safe; slow to make, so share one.
 *
 * <p>Only answers with status 200 are worth checking: the document's shape of errors is one of
 * several that the exchange uses.
 */
public final class OpenApiContract {
  private static final String DOCUMENT = "/dev/marketdata/kalshi/kalshi-openapi.yaml";

  // What a person reads of a failed test. A page of a thousand markets may be wrong in each.
  private static final int MAX_COMPLAINTS = 15;
  private static final int MAX_LENGTH = 300;

  private final OpenApiInteractionValidator validator;

  private OpenApiContract(OpenApiInteractionValidator validator) {
    this.validator = validator;
  }

  /** The contract of Kalshi's market data and account limits. */
  public static OpenApiContract ofKalshi() {
    return new OpenApiContract(
        OpenApiInteractionValidator.createForInlineApiSpecification(document())
            .withBasePathOverride(ApiRequest.ROOT)
            .withLevelResolver(
                LevelResolver.create()
                    .withLevel(
                        "validation.request.parameter.query.unexpected",
                        ValidationReport.Level.ERROR)
                    .build())
            .build());
  }

  /**
   * Returns what is wrong with requests, one line for each thing, the first {@value
   * #MAX_COMPLAINTS} only; empty if nothing is.
   */
  public String check(Collection<RecordedRequest> requests) {
    return requests.stream()
        .flatMap(request -> check(request).stream().map(words -> url(request) + ": " + words))
        .limit(MAX_COMPLAINTS)
        .collect(Collectors.joining("\n"));
  }

  private static String url(RecordedRequest request) {
    return shortened(request.path() + "?" + request.query());
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }

  /** Returns what is wrong with a request; empty if nothing is. */
  public List<String> check(RecordedRequest request) {
    return complaints(validator.validateRequest(simple(request)));
  }

  /** Returns what is wrong with an answer to a request, the request itself left aside. */
  public List<String> check(RecordedRequest request, int status, String body) {
    SimpleResponse response =
        SimpleResponse.Builder.status(status)
            .withContentType("application/json")
            .withBody(body)
            .build();
    return complaints(
        validator.validateResponse(
            request.path(), Request.Method.valueOf(request.method()), response));
  }

  private static SimpleRequest simple(RecordedRequest request) {
    SimpleRequest.Builder builder = new SimpleRequest.Builder(request.method(), request.path());
    request.request().parameters().forEach(builder::withQueryParam);
    request.request().headers().forEach(builder::withHeader);
    return builder.build();
  }

  private static List<String> complaints(ValidationReport report) {
    return report.getMessages().stream()
        .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
        .map(message -> shortened(message.getKey() + ": " + message.getMessage()))
        .limit(MAX_COMPLAINTS)
        .toList();
  }

  private static String document() {
    try (InputStream in = OpenApiContract.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("No " + DOCUMENT + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
