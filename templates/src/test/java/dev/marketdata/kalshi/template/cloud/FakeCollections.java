package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The standard methods of Google's APIs, which create, read, change and delete resources: accounts,
 * secrets, repositories, schedules, metrics, alerts and channels.
 */
final class FakeCollections implements FakeService {

  private static final Set<String> LISTED =
      Set.of("alertPolicies", "notificationChannels", "tags", "serviceAccounts", "metrics");

  private static final String STEP = "dataflow_step";

  private final Resources resources;
  private int lastNumber;

  FakeCollections(Resources resources) {
    this.resources = resources;
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    String name = call.name();
    if (name.isEmpty() || !call.verb().isEmpty()) {
      return null;
    }
    return switch (call.method()) {
      case "GET" -> read(name);
      case "POST" -> create(name, call);
      case "PUT", "PATCH" ->
          resources.has(name)
              ? FakeResponse.ok(resources.merge(name, (ObjectNode) call.json()))
              : FakeResponse.notFound(name);
      case "DELETE" -> delete(name);
      default -> null;
    };
  }

  private FakeResponse read(String name) {
    ObjectNode found = resources.get(name);
    if (found != null) {
      return FakeResponse.ok(found);
    }
    if (name.contains("operations/")) {
      return FakeResponse.ok(
          FakeGoogleCloud.JSON.createObjectNode().put("name", name).put("done", true));
    }
    String collection = name.substring(name.lastIndexOf('/') + 1);
    if (!LISTED.contains(collection)) {
      return FakeResponse.notFound(name);
    }
    ArrayNode items = FakeGoogleCloud.JSON.createArrayNode();
    resources.names(name + "/").forEach(item -> items.add(resources.get(item)));
    return FakeResponse.ok(FakeGoogleCloud.JSON.createObjectNode().set(collection, items));
  }

  private FakeResponse create(String parent, Call call) {
    ObjectNode body = (ObjectNode) call.json();
    String collection = parent.substring(parent.lastIndexOf('/') + 1);
    if (collection.equals("alertPolicies") && isOfALoggingResource(body)) {
      return FakeResponse.error(
          400, "INVALID_ARGUMENT", "The resource type dataflow_step does not exist in Monitoring");
    }
    String project = parent.split("/", -1)[1];
    String id =
        switch (collection) {
          case "serviceAccounts" ->
              body.path("accountId").asText() + "@" + project + ".iam.gserviceaccount.com";
          case "secrets" -> call.query().getOrDefault("secretId", "");
          case "repositories" -> call.query().getOrDefault("repositoryId", "");
          case "tags" -> call.query().getOrDefault("tagId", "");
          case "jobs", "metrics" -> body.path("name").asText().replaceFirst(".*/", "");
          default -> String.valueOf(++lastNumber);
        };
    String name = parent + "/" + id;
    if (resources.has(name)) {
      return FakeResponse.error(409, "ALREADY_EXISTS", name + " already exists");
    }
    if (!collection.equals("metrics")) {
      body.put("name", name);
    }
    resources.put(name, body);
    return collection.equals("repositories") ? FakeResponse.done(body) : FakeResponse.ok(body);
  }

  /**
   * Logging and Monitoring have resource types of their own. Only a filter of log entries may name
   * the type of Dataflow's logs.
   */
  private static boolean isOfALoggingResource(ObjectNode policy) {
    return policy.path("conditions").findValues("conditionThreshold").toString().contains(STEP)
        || policy.findValues("conditionPrometheusQueryLanguage").toString().contains(STEP);
  }

  private FakeResponse delete(String name) {
    ObjectNode removed = resources.remove(name);
    if (removed == null) {
      return FakeResponse.notFound(name);
    }
    return name.contains("/repositories/")
        ? FakeResponse.done(removed)
        : FakeResponse.ok(FakeGoogleCloud.JSON.createObjectNode());
  }
}
