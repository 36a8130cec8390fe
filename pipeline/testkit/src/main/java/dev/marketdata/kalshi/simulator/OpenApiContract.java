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
 * Validates requests and responses against Kalshi's OpenAPI document: path, method, query
 * parameters and response bodies. Thread-safe; slow to create, so share one.
 *
 * <p>Check only responses with status 200: the exchange uses more formats of errors than the
 * document has.
 */
public final class OpenApiContract {
  private static final String DOCUMENT = "/dev/marketdata/kalshi/kalshi-openapi.yaml";

  // A page may have a thousand invalid markets, which nobody would read in a failed test.
  private static final int MAX_ERRORS = 15;
  private static final int MAX_LENGTH = 300;

  private final OpenApiInteractionValidator validator;

  private OpenApiContract(OpenApiInteractionValidator validator) {
    this.validator = validator;
  }

  /** Returns the contract of Kalshi's market data and account limits. */
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
   * Returns the errors of requests, one per line, at most {@value #MAX_ERRORS}; empty if all are
   * valid.
   */
  public String check(Collection<RecordedRequest> requests) {
    return requests.stream()
        .flatMap(request -> check(request).stream().map(error -> url(request) + ": " + error))
        .limit(MAX_ERRORS)
        .collect(Collectors.joining("\n"));
  }

  private static String url(RecordedRequest request) {
    return shortened(request.path() + "?" + request.query());
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }

  /** Returns the errors of a request; empty if it is valid. */
  public List<String> check(RecordedRequest request) {
    return errors(validator.validateRequest(simple(request)));
  }

  /** Returns the errors of a response, without those of its request; empty if it is valid. */
  public List<String> check(RecordedRequest request, int status, String body) {
    SimpleResponse response =
        SimpleResponse.Builder.status(status)
            .withContentType("application/json")
            .withBody(body)
            .build();
    return errors(
        validator.validateResponse(
            request.path(), Request.Method.valueOf(request.method()), response));
  }

  private static SimpleRequest simple(RecordedRequest request) {
    SimpleRequest.Builder builder = new SimpleRequest.Builder(request.method(), request.path());
    request.request().parameters().forEach(builder::withQueryParam);
    request.request().headers().forEach(builder::withHeader);
    return builder.build();
  }

  private static List<String> errors(ValidationReport report) {
    return report.getMessages().stream()
        .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
        .map(message -> shortened(message.getKey() + ": " + message.getMessage()))
        .limit(MAX_ERRORS)
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
