package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IAM policies of projects and of all other resources. */
final class FakeIam implements FakeService {

  private static final Pattern BUCKET = Pattern.compile("/storage/v1/(b/[^/]+)/iam");
  private static final Pattern ACCOUNT = Pattern.compile("serviceAccount:(.+)");

  private final Resources resources;

  FakeIam(Resources resources) {
    this.resources = resources;
  }

  /** Returns every grant as {@code resource role member}, with duplicates. */
  List<String> grants() {
    List<String> grants = new ArrayList<>();
    resources
        .policies()
        .forEach(
            (resource, policy) -> {
              for (JsonNode binding : policy.path("bindings")) {
                for (JsonNode member : binding.path("members")) {
                  grants.add(
                      resource + " " + binding.path("role").asText() + " " + member.asText());
                }
              }
            });
    return grants;
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    Matcher bucket = BUCKET.matcher(call.path());
    if (bucket.matches()) {
      return call.method().equals("PUT")
          ? write(bucket.group(1), call.json())
          : read(bucket.group(1));
    }
    return switch (call.verb()) {
      case "getIamPolicy" -> read(call.name());
      case "setIamPolicy" -> write(call.name(), call.json().path("policy"));
      default -> null;
    };
  }

  private boolean exists(String resource) {
    return resource.matches("projects/[^/]+") || resources.has(resource);
  }

  private FakeResponse read(String resource) {
    if (!exists(resource)) {
      return FakeResponse.notFound(resource);
    }
    JsonNode policy = resources.policies().get(resource);
    return FakeResponse.ok(
        policy == null ? FakeGoogleCloud.JSON.createObjectNode().put("etag", "BwA=") : policy);
  }

  /** Rejects a member that does not exist, as Google does. */
  private FakeResponse write(String resource, JsonNode policy) {
    if (!exists(resource)) {
      return FakeResponse.notFound(resource);
    }
    for (JsonNode members : policy.findValues("members")) {
      for (JsonNode member : members) {
        Matcher account = ACCOUNT.matcher(member.asText());
        if (account.matches()
            && resources.names("projects/").stream()
                .noneMatch(name -> name.endsWith(account.group(1)))) {
          return FakeResponse.error(
              400, "INVALID_ARGUMENT", "Service account " + member.asText() + " does not exist.");
        }
      }
    }
    resources.policies().put(resource, policy);
    return FakeResponse.ok(policy);
  }
}
