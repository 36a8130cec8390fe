package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Invalid schemas are found with the first page. */
class JsonSchemaTest {

  private interface TooMany {}

  private interface UnknownType {}

  private interface Absent {}

  @Test
  void moreRequiredFieldsThanALongHasBitsAreRefused() {
    assertThat(
        refusal(TooMany.class, "too-many.schema.json"), is("65 required fields do not fit a long"));
  }

  @Test
  void aTypeThatJsonDoesNotHaveIsRefused() {
    assertThat(refusal(UnknownType.class, "unknown-type.schema.json"), is("not a JSON type: date"));
  }

  @Test
  void aDatasetWithoutItsSchemaIsRefused() {
    assertThat(
        refusal(Absent.class, "absent.schema.json"),
        startsWith("no resource absent.schema.json in the package of "));
  }

  private static String refusal(Class<?> dataset, String resource) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> JsonSchema.of(dataset, resource))
            .getMessage());
  }
}
