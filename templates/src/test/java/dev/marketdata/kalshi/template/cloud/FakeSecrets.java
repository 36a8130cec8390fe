package dev.marketdata.kalshi.template.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The versions of Secret Manager's secrets. */
final class FakeSecrets implements FakeService {

  private final Resources resources;

  FakeSecrets(Resources resources) {
    this.resources = resources;
  }

  @Override
  public @Nullable FakeResponse respond(Call call) {
    if (call.verb().equals("addVersion")) {
      return add(call.name(), call);
    }
    return call.name().endsWith("/versions/latest") ? latest(call.name()) : null;
  }

  private FakeResponse add(String secret, Call call) {
    if (!resources.has(secret)) {
      return FakeResponse.notFound(secret);
    }
    String name = secret + "/versions/" + (resources.names(secret + "/versions/").size() + 1);
    ObjectNode version =
        FakeGoogleCloud.JSON
            .createObjectNode()
            .put("name", name)
            .put("state", "ENABLED")
            .put("clientSpecifiedPayloadChecksum", true);
    version.set("payload", call.json().path("payload"));
    resources.put(name, version);
    return FakeResponse.ok(version);
  }

  /** Returns the newest version, with its content. */
  private FakeResponse latest(String version) {
    List<String> all = resources.names(version.replaceFirst("latest$", ""));
    return all.isEmpty()
        ? FakeResponse.notFound(version)
        : FakeResponse.ok(Objects.requireNonNull(resources.get(all.get(all.size() - 1))));
  }
}
