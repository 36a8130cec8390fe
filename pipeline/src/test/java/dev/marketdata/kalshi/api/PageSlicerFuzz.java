package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Any bytes are refused as malformed, or sliced into what a whole parse finds. */
public final class PageSlicerFuzz {

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private PageSlicerFuzz() {}

  /** Called by the fuzzer with each input. */
  public static void fuzzerTestOneInput(byte[] body) throws IOException {
    Page slices;
    try {
      slices = Pages.slice(new Markets(), body);
    } catch (MalformedResponseException e) {
      return;
    }
    JsonNode page;
    try {
      page = JSON.readTree(body);
    } catch (IOException e) {
      if (!isDuplicateField(e)) {
        checkRepaired(slices, body);
      }
      return;
    }
    if (slices.unusable().stream().anyMatch(object -> object.reason().contains("UTF-8"))) {
      // The parser does not check bytes in full.
      checkRepaired(slices, body);
      return;
    }
    check(slices, page, body);
  }

  private static void check(Page slices, JsonNode page, byte[] body) throws IOException {
    List<JsonNode> usable = new ArrayList<>();
    int unusable = 0;
    for (JsonNode market : page.get("markets")) {
      if (market.isObject() && Ticker.isTicker(text(market, "ticker"))) {
        usable.add(market);
      } else {
        unusable++;
      }
    }
    String cursor = text(page, "cursor").isEmpty() ? null : text(page, "cursor");
    expect(slices.rows().size() == usable.size(), "as many rows");
    expect(slices.unusable().size() == unusable, "as many unusable");
    expect(Objects.equals(slices.cursor(), cursor), "the same cursor");
    for (int i = 0; i < usable.size(); i++) {
      JsonNode market = usable.get(i);
      Row row = slices.rows().get(i);
      byte[] slice = Arrays.copyOfRange(body, row.spans().get(0).from(), row.spans().get(0).to());
      expect(JSON.readTree(slice).equals(market), "the same object");
      expect(row.ticker().value().equals(text(market, "ticker")), "the same ticker");
      expect(row.field("event_ticker").equals(text(market, "event_ticker")), "the same event");
      expect(row.field("status").equals(text(market, "status")), "the same status");
      expect(
          !row.field("mve_collection_ticker").isEmpty()
              == !text(market, "mve_collection_ticker").isEmpty(),
          "a combo as it says");
    }
  }

  /** Of a page with unreadable objects, those that are kept can be read. */
  private static void checkRepaired(Page slices, byte[] body) throws IOException {
    expect(!slices.unusable().isEmpty(), "sliced what no parser reads");
    for (Row row : slices.rows()) {
      byte[] slice = Arrays.copyOfRange(body, row.spans().get(0).from(), row.spans().get(0).to());
      expect(PageRepair.isUtf8(slice, 0, slice.length), "in UTF-8");
      try {
        expect(text(JSON.readTree(slice), "ticker").equals(row.ticker().value()), "its ticker");
      } catch (IOException e) {
        expect(isDuplicateField(e), "readable");
      }
    }
  }

  /** Returns true for a name that is twice in an object: a whole parse keeps one of the values. */
  private static boolean isDuplicateField(IOException e) {
    return String.valueOf(e.getMessage()).startsWith("Duplicate");
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.asText() : "";
  }

  private static void expect(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError("not " + law);
    }
  }
}
