package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dataflow, the forced runs of Cloud Scheduler, and the log entries of both. A launch succeeds with
 * an id, whatever becomes of the job; a job is done when its state is read for the second time.
 */
final class FakeDataflow implements FakeService {

  /** What becomes of a launch by the schedule. */
  enum Outcome {
    DONE("JOB_STATE_DONE"),
    /** The launch is accepted, and then there is no machine. */
    FAILED("JOB_STATE_FAILED"),
    /** The launcher's grants are not effective yet. */
    DENIED("");

    private final String state;

    Outcome(String state) {
      this.state = state;
    }
  }

  private static final String MESSAGE =
      "Failed to start the VM, launcher-1: [ZONE_RESOURCE_POOL_EXHAUSTED]";

  private static final Pattern JOBS = Pattern.compile("(projects/.+/locations/.+/jobs)(?:/(.+))?");

  private final Resources resources;
  private final Deque<Outcome> outcomes = new ArrayDeque<>();
  private final Map<String, ObjectNode> jobs = new TreeMap<>();
  private final Map<String, Outcome> byId = new TreeMap<>();
  private int denied;

  FakeDataflow(Resources resources) {
    this.resources = resources;
  }

  /** Sets the outcomes of the next launches of the schedule; later ones are done. */
  void expect(Outcome... next) {
    outcomes.clear();
    outcomes.addAll(List.of(next));
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    if (call.verb().equals("launch")) {
      return FakeResponse.ok(
          launched(call.json().path("launchParameter").path("jobName").asText(), Outcome.DONE));
    }
    if (call.verb().equals("run")) {
      return run(call.name());
    }
    if (call.name().equals("entries") && call.verb().equals("list")) {
      return entries(call.json().path("filter").asText());
    }
    Matcher matcher = JOBS.matcher(call.name());
    if (!call.path().startsWith("/v1b3/") || !matcher.matches()) {
      return null;
    }
    return matcher.group(2) == null ? list() : get(matcher.group(2));
  }

  /** Runs a schedule now. */
  private FakeResponse run(String name) {
    ObjectNode schedule = resources.get(name);
    if (schedule == null) {
      return FakeResponse.notFound(name);
    }
    Outcome outcome = Objects.requireNonNullElse(outcomes.poll(), Outcome.DONE);
    if (outcome == Outcome.DENIED) {
      denied++;
      schedule.putObject("status").put("code", 7);
    } else {
      schedule.putObject("status");
      byte[] body = Base64.getDecoder().decode(schedule.path("httpTarget").path("body").asText());
      JsonNode launch = FakeGoogleCloud.parse(new String(body, StandardCharsets.UTF_8));
      launched(launch.path("launchParameter").path("jobName").asText(), outcome);
    }
    return FakeResponse.ok(schedule);
  }

  private ObjectNode launched(String name, Outcome outcome) {
    String id = "2026-11-22_" + (jobs.size() + 1);
    ObjectNode job =
        FakeGoogleCloud.JSON
            .createObjectNode()
            .put("id", id)
            .put("name", name)
            .put("projectId", "demo-proj")
            .put("location", "us-east4")
            .put("type", "JOB_TYPE_BATCH")
            .put("createTime", "2026-11-22T14:03:%02dZ".formatted(jobs.size()))
            .put("currentStateTime", "2026-11-22T14:03:%02dZ".formatted(jobs.size()))
            .put("currentState", "JOB_STATE_QUEUED");
    jobs.put(id, job);
    byId.put(id, outcome);
    ObjectNode response = FakeGoogleCloud.JSON.createObjectNode();
    response.set("job", job.deepCopy());
    return response;
  }

  private FakeResponse list() {
    ArrayNode newestFirst = FakeGoogleCloud.JSON.createArrayNode();
    jobs.values().forEach(job -> newestFirst.insert(0, job));
    return FakeResponse.ok(FakeGoogleCloud.JSON.createObjectNode().set("jobs", newestFirst));
  }

  private FakeResponse get(String id) {
    ObjectNode job = jobs.get(id);
    if (job == null) {
      return FakeResponse.notFound(id);
    }
    FakeResponse now = FakeResponse.ok(job);
    job.put("currentState", Objects.requireNonNull(byId.get(id)).state);
    return now;
  }

  private FakeResponse entries(String filter) {
    ArrayNode entries = FakeGoogleCloud.JSON.createArrayNode();
    if (filter.contains("dataflow_step") && byId.containsValue(Outcome.FAILED)) {
      entries.addObject().put("severity", "ERROR").put("textPayload", MESSAGE);
    } else if (filter.contains("cloud_scheduler_job") && denied > 0) {
      entries
          .addObject()
          .put("severity", "ERROR")
          .putObject("jsonPayload")
          .put("status", "PERMISSION_DENIED");
    }
    return FakeResponse.ok(FakeGoogleCloud.JSON.createObjectNode().set("entries", entries));
  }
}
