package dev.millrace.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lines between the rooms. */
class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace");
  }

  private static void never(String room, String... others) {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(classes);
  }

  @Test
  void apiKnowsNothingButJava() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.api..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("dev.millrace.api..", "java..")
        .check(classes);
  }

  @Test
  void theLogKnowsTheApiAlone() {
    never(
        "log",
        "dev.millrace.flow..",
        "dev.millrace.lake..",
        "dev.millrace.live..",
        "dev.millrace.server..",
        "dev.millrace.app..",
        "dev.millrace.connectors..");
  }

  @Test
  void connectorsKnowApiAndLogAlone() {
    never(
        "connectors",
        "dev.millrace.flow..",
        "dev.millrace.lake..",
        "dev.millrace.live..",
        "dev.millrace.model..",
        "dev.millrace.server..",
        "dev.millrace.app..");
  }

  @Test
  void flowLakeAndLiveNeverImportOneAnother() {
    never("flow", "dev.millrace.lake..", "dev.millrace.live..", "dev.millrace.server..");
    never("lake", "dev.millrace.flow..", "dev.millrace.live..", "dev.millrace.server..");
    never("live", "dev.millrace.flow..", "dev.millrace.lake..", "dev.millrace.server..");
  }

  @Test
  void suggestKnowsApiAndModelAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.suggest..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.millrace.suggest..", "dev.millrace.api..", "dev.millrace.model..", "java..")
        .check(classes);
  }

  @Test
  void theCrossReferenceKnowsApiLogAndModelAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.xref..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.millrace.xref..",
            "dev.millrace.api..",
            "dev.millrace.log..",
            "dev.millrace.model..",
            "org.apache.kafka..",
            "org.slf4j..",
            "java..")
        .check(classes);
  }

  @Test
  void geoKnowsNoOtherRoom() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.geo..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.millrace.geo..", "com.uber.h3core..", "com.fasterxml.jackson..", "java..")
        .check(classes);
  }

  @Test
  void documentsKnowApiAndLogAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.documents..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.millrace.documents..",
            "dev.millrace.api..",
            "dev.millrace.log..",
            "org.apache.lucene..",
            "org.apache.kafka..",
            "org.slf4j..",
            "java..")
        .check(classes);
  }

  @Test
  void trackKnowsApiLogModelAndGeoAloneButForItsJob() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.track..")
        .and()
        .resideOutsideOfPackage("dev.millrace.track.job..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "dev.millrace.track..",
            "dev.millrace.api..",
            "dev.millrace.log..",
            "dev.millrace.model..",
            "dev.millrace.geo..",
            "com.uber.h3core..",
            "org.apache.kafka..",
            "org.slf4j..",
            "java..")
        .check(classes);
  }

  @Test
  void foreignTypesStayInTheRoomThatOwnsThem() {
    never(
        "server",
        "org.apache.flink..",
        "org.apache.iceberg..",
        "org.apache.kafka..",
        "org.duckdb..",
        "com.uber..");
    never("live", "org.apache.flink..", "org.apache.iceberg..");
    never("lake", "org.apache.flink..", "org.duckdb..");
    never("flow", "org.apache.iceberg..", "org.duckdb..");
    never(
        "app",
        "org.apache.flink..",
        "org.apache.iceberg..",
        "org.duckdb..",
        "io.debezium..",
        "io.javalin..",
        "com.uber..");
  }

  @Test
  void onlyTheAppKnowsTheApp() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.millrace.app..", "dev.millrace.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.millrace.app..")
        .check(classes);
  }
}
