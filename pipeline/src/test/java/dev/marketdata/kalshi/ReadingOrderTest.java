package dev.marketdata.kalshi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each package depends only on earlier ones in one reading order. */
class ReadingOrderTest {

  private static final String ROOT = "dev.marketdata.kalshi";
  private static final List<String> READING_ORDER =
      List.of(
          "base",
          "gcs",
          "tickers",
          "auth",
          "budget",
          "api",
          "datasets",
          "client",
          "store",
          "fetch",
          "runs");
  private static final JavaClasses MAIN =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  static Stream<Arguments> packagesAndThoseAfterThem() {
    return IntStream.range(0, READING_ORDER.size() - 1)
        .mapToObj(
            i ->
                Arguments.of(
                    READING_ORDER.get(i),
                    READING_ORDER.subList(i + 1, READING_ORDER.size()).stream()
                        .map(later -> ROOT + "." + later + "..")
                        .toArray(String[]::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packagesAndThoseAfterThem")
  void aPackageDependsOnlyOnEarlierPackages(String name, String[] later) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(later)
        .check(MAIN);
  }

  @Test
  void theClientDoesNotDependOnBeam() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".base..",
            ROOT + ".auth..",
            ROOT + ".budget..",
            ROOT + ".api..",
            ROOT + ".datasets..",
            ROOT + ".client..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.beam..")
        .check(MAIN);
  }

  @Test
  void tickersAreReadWithoutHttp() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".tickers..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net..")
        .check(MAIN);
  }

  @Test
  void nothingDependsOnThePipelinePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(MAIN);
  }

  @Test
  void everyPackageIsInTheOrder() {
    List<String> known = READING_ORDER.stream().map(name -> ROOT + "." + name).toList();

    MAIN.stream()
        .map(type -> type.getPackageName())
        .filter(name -> !name.equals(ROOT))
        .distinct()
        .forEach(name -> assertThat(known, hasItem(name)));
  }
}
