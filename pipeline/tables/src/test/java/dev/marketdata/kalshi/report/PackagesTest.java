package dev.marketdata.kalshi.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks that the report is made from the tables, and these without it. */
class PackagesTest {

  private static final JavaClasses MAIN = main();

  /** Names of classes in libraries are enough. */
  private static JavaClasses main() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath(Path.of("target", "classes"));
  }

  @Test
  void tablesAreMadeWithoutTheReport() {
    noClasses()
        .that()
        .resideInAPackage("dev.marketdata.kalshi.tables..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.marketdata.kalshi.report..")
        .check(MAIN);
  }

  @Test
  void onlyTheReportHasTheLibraryOfTemplates() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.marketdata.kalshi.report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("freemarker..")
        .check(MAIN);
  }
}
