package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What exists in a project before anything is deployed: billing, regions, machines, a network. */
final class FakeProject implements FakeService {

  /** What a project may lack, or have on top. */
  enum Flaw {
    NO_BILLING,
    NO_MACHINES,
    NO_NETWORK,
    NO_PRIVATE_ACCESS,
    NO_NAT,
    NO_PUBLIC_ADDRESSES,
    NO_COMPUTE_API
  }

  private static final Pattern REGION = Pattern.compile(".*projects/[^/]+/regions/([^/]+)");
  private static final Pattern SUBNETWORK =
      Pattern.compile(".*projects/[^/]+/regions/([^/]+)/subnetworks/([^/]+)");

  private final Set<Flaw> flaws = new LinkedHashSet<>();

  /** Sets what is wrong with the project from now on. */
  void set(Set<Flaw> wrong) {
    flaws.clear();
    flaws.addAll(wrong);
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    String path = call.path();
    if (path.endsWith("/billingInfo")) {
      return ok("{\"billingEnabled\":%s}".formatted(!flaws.contains(Flaw.NO_BILLING)));
    }
    if (call.verb().equals("getEffectiveOrgPolicy")) {
      return ok(
          flaws.contains(Flaw.NO_PUBLIC_ADDRESSES)
              ? "{\"listPolicy\":{\"allValues\":\"DENY\"}}"
              : "{\"listPolicy\":{\"allValues\":\"ALLOW\"}}");
    }
    if (call.method().equals("GET") && path.matches("/v1/projects/[^/]+/services")) {
      return ok("{\"services\":[{\"config\":{\"name\":\"storage.googleapis.com\"}}]}");
    }
    return path.contains("/compute/") || path.matches("/projects/.*") ? compute(call) : null;
  }

  private @Nullable FakeResponse compute(Call call) {
    String path = call.path();
    if (flaws.contains(Flaw.NO_COMPUTE_API)) {
      return FakeResponse.error(
          403,
          "PERMISSION_DENIED",
          "Compute Engine API has not been used in project demo-proj before or it is disabled.");
    }
    if (path.endsWith("/aggregated/machineTypes")) {
      return aggregated(
          "zones/us-east4-a",
          "machineTypes",
          flaws.contains(Flaw.NO_MACHINES)
              ? ""
              : "{\"name\":\"e2-standard-2\",\"zone\":\"us-east4-a\"}");
    }
    if (path.endsWith("/routers")) {
      String nats = flaws.contains(Flaw.NO_NAT) ? "" : "{\"name\":\"nat\"}";
      return ok(
          "{\"items\":[{\"name\":\"router\",\"network\":\"projects/demo-proj/global/networks/default\",\"nats\":[%s]}]}"
              .formatted(nats));
    }
    Matcher region = REGION.matcher(path);
    if (region.matches()) {
      return region.group(1).matches("us-east4|us-central1")
          ? ok("{\"name\":\"%s\",\"status\":\"UP\"}".formatted(region.group(1)))
          : FakeResponse.notFound("The resource '" + path + "' was");
    }
    Matcher subnetwork = SUBNETWORK.matcher(path);
    if (subnetwork.matches() && !flaws.contains(Flaw.NO_NETWORK)) {
      return ok(
          "{\"name\":\"%s\",\"network\":\"https://example.com/projects/demo-proj/global/networks/default\",\"privateIpGoogleAccess\":%s}"
              .formatted(subnetwork.group(2), !flaws.contains(Flaw.NO_PRIVATE_ACCESS)));
    }
    return FakeResponse.notFound("The resource '" + path + "' was");
  }

  private static FakeResponse aggregated(String scope, String kind, String item) {
    return ok("{\"items\":{\"%s\":{\"%s\":[%s]}}}".formatted(scope, kind, item));
  }

  private static FakeResponse ok(String json) {
    return FakeResponse.ok((ObjectNode) FakeGoogleCloud.parse(json));
  }
}
