package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Build for a project that may build in some regions only. Builds succeed immediately and
 * create the tags of their images.
 */
final class FakeBuilds implements FakeService {

  private static final Pattern BUILDS =
      Pattern.compile("projects/([^/]+)/(?:locations/([^/]+)/)?builds");
  private static final Pattern IMAGE =
      Pattern.compile("(.+)-docker[.]pkg[.]dev/([^/]+)/([^/]+)/([^/:]+):(.+)");

  /** The regions of https://cloud.google.com/build/docs/locations for restricted projects. */
  private static final Set<String> REGIONS =
      Set.of(
          "global",
          "us-central1",
          "us-west2",
          "europe-west1",
          "asia-east1",
          "australia-southeast1",
          "southamerica-east1");

  private final Resources resources;
  private final String url;
  private int refused;

  FakeBuilds(Resources resources, String url) {
    this.resources = resources;
    this.url = url;
  }

  /** Lets the next builds fail, because the grants of the builder are not effective yet. */
  void refuse(int count) {
    refused = count;
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    Matcher builds = BUILDS.matcher(call.name());
    if (!builds.matches() || !call.method().equals("POST")) {
      return null;
    }
    if (builds.group(2) != null && !REGIONS.contains(builds.group(2))) {
      return FakeResponse.error(
          400,
          "FAILED_PRECONDITION",
          "due to quota restrictions, Cloud Build cannot run builds in this region. Please contact support");
    }
    if (refused > 0) {
      refused--;
      return FakeResponse.error(
          403, "PERMISSION_DENIED", "The caller does not have permission to use the builder");
    }
    String id = String.valueOf(resources.names(call.name() + "/").size() + 1);
    ObjectNode build = (ObjectNode) call.json();
    build
        .put("name", call.name() + "/" + id)
        .put("id", id)
        .put("projectId", builds.group(1))
        .put("status", "SUCCESS")
        .put("logUrl", url);
    resources.put(call.name() + "/" + id, build);
    for (JsonNode image : build.path("images")) {
      tag(image.asText().replace("$_IMAGE", build.path("substitutions").path("_IMAGE").asText()));
    }
    ObjectNode operation =
        FakeGoogleCloud.JSON
            .createObjectNode()
            .put("name", call.name().replace("builds", "operations") + "/" + id);
    operation.putObject("metadata").set("build", build);
    return FakeResponse.ok(operation);
  }

  private void tag(String image) {
    Matcher parts = IMAGE.matcher(image);
    if (parts.matches()) {
      String packaged =
          "projects/%s/locations/%s/repositories/%s/packages/%s"
              .formatted(parts.group(2), parts.group(1), parts.group(3), parts.group(4));
      String tag = packaged + "/tags/" + parts.group(5);
      resources.put(
          tag,
          FakeGoogleCloud.JSON
              .createObjectNode()
              .put("name", tag)
              .put("version", packaged + "/versions/sha256:" + "0".repeat(64)));
    }
  }
}
