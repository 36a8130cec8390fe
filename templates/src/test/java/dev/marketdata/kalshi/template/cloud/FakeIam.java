package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IAM policies of projects and of all other resources. A bucket's policy may have conditions if its
 * access is uniform and the caller knows version 3 of policies. Source: Google, "Buckets:
 * getIamPolicy", "Buckets: setIamPolicy" and "Resource types that accept conditional role
 * bindings".
 */
final class FakeIam implements FakeService {

  private static final Pattern BUCKET = Pattern.compile("/storage/v1/(b/[^/]+)/iam");
  private static final Pattern ACCOUNT = Pattern.compile("serviceAccount:(.+)");

  private static final int WITH_CONDITIONS = 3;

  private final Resources resources;

  FakeIam(Resources resources) {
    this.resources = resources;
  }

  /**
   * Returns every grant as {@code resource role member}, and the expression of its condition if it
   * has one, with duplicates.
   */
  List<String> grants() {
    List<String> grants = new ArrayList<>();
    resources
        .policies()
        .forEach(
            (resource, policy) -> {
              for (JsonNode binding : policy.path("bindings")) {
                for (JsonNode member : binding.path("members")) {
                  grants.add(
                      "%s %s %s %s"
                          .formatted(
                              resource,
                              binding.path("role").asText(),
                              member.asText(),
                              binding.path("condition").path("expression").asText())
                          .strip());
                }
              }
            });
    return grants;
  }

  /** Removes the grants that have a condition, as before a version that adds one. */
  void removeConditionalGrants() {
    for (JsonNode policy : resources.policies().values()) {
      Iterator<JsonNode> bindings = policy.path("bindings").elements();
      while (bindings.hasNext()) {
        if (bindings.next().has("condition")) {
          bindings.remove();
        }
      }
      ((ObjectNode) policy).put("version", 1);
    }
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    Matcher bucket = BUCKET.matcher(call.path());
    if (bucket.matches()) {
      return call.method().equals("PUT")
          ? writeOfBucket(bucket.group(1), call.json())
          : readOfBucket(bucket.group(1), call);
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

  private FakeResponse readOfBucket(String bucket, Call call) {
    String version = call.query().getOrDefault("optionsRequestedPolicyVersion", "1");
    JsonNode policy = resources.policies().get(bucket);
    return policy != null && hasCondition(policy) && Integer.parseInt(version) < WITH_CONDITIONS
        ? invalid("Requested policy version (%s) cannot be less than 3.".formatted(version))
        : read(bucket);
  }

  private FakeResponse writeOfBucket(String bucket, JsonNode policy) {
    if (hasCondition(policy)) {
      if (policy.path("version").asInt() < WITH_CONDITIONS) {
        return invalid("A policy with conditions must have version 3.");
      }
      ObjectNode resource = resources.get(bucket);
      if (resource == null || !isUniform(resource)) {
        return invalid("Conditions require uniform bucket-level access.");
      }
    }
    return write(bucket, policy);
  }

  private static boolean hasCondition(JsonNode policy) {
    return policy.findValue("condition") != null;
  }

  private static boolean isUniform(ObjectNode bucket) {
    return bucket
        .path("iamConfiguration")
        .path("uniformBucketLevelAccess")
        .path("enabled")
        .asBoolean();
  }

  private static FakeResponse invalid(String message) {
    return FakeResponse.error(400, "INVALID_ARGUMENT", message);
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
          return invalid("Service account " + member.asText() + " does not exist.");
        }
      }
    }
    resources.policies().put(resource, policy);
    return FakeResponse.ok(policy);
  }
}
