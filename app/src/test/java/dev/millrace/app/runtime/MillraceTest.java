package dev.millrace.app.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import dev.millrace.demo.Demo;
import dev.millrace.demo.DemoOptions;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferenceCount;
import dev.millrace.server.endpoint.CrossReferenceEndpoint.CrossReferenced;
import dev.millrace.server.endpoint.MappingTextEndpoint.MappingText;
import dev.millrace.server.endpoint.SaveMappingEndpoint.TakesEffect;
import dev.millrace.server.endpoint.TablesEndpoint.Table;
import dev.millrace.server.endpoint.VerifyEndpoint.VerifiedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Millrace in this process, with what goes wrong in enterprises. */
class MillraceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Path DEMO_PROJECT = Path.of("..", "demo", "project");

  @TempDir Path folder;

  private static Project project(Path project, Demo demo) {
    Map<String, String> environment = new HashMap<>(demo.environment());
    Project read = Project.read(project, environment);
    return read.with(read.settings().with(Settings.SERVER_PORT, "0"));
  }

  private Demo demo() {
    return Demo.start(
        folder.resolve("erps"),
        DemoOptions.defaults().ratePerMinute(600),
        (part, detail, took) -> {});
  }

  private Millrace millrace(Project project, Demo demo) {
    return Millrace.start(
        project, folder.resolve("data"), Optional.of(demo.business()), (p, d, t) -> {});
  }

  private static List<VerifiedTable> differing(Millrace millrace) {
    List<VerifiedTable> all = new ArrayList<>();
    millrace.verify(
        new dev.millrace.server.endpoint.VerifyEndpoint.Progress() {
          @Override
          public void total(int tables) {}

          @Override
          public void table(VerifiedTable table) {
            all.add(table);
          }
        });
    assertThat(all).hasSizeGreaterThan(20);
    return all.stream().filter(table -> !table.equal()).toList();
  }

  @Test
  void isEqualToBothErpsAfterEitherDatabaseHasBeenRestarted() {
    try (Demo demo = demo();
        Millrace millrace = millrace(project(DEMO_PROJECT, demo), demo)) {
      await().atMost(PATIENCE).until(millrace::caughtUp);
      assertThat(millrace.status().tracking()).as("the sensors are followed").isPresent();
      recognisesThePumpsThatBothErpsHave(millrace);
      demo.plant().kill();
      demo.distribution().stop();
      demo.plant().start();
      demo.distribution().start();
      long before = millrace.liveStats().orElseThrow().changesTotal();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  millrace.caughtUp()
                      && millrace.liveStats().orElseThrow().changesTotal() > before + 50);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(differing(millrace)).isEmpty());
    }
  }

  private static void recognisesThePumpsThatBothErpsHave(Millrace millrace) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(XrefView.of(millrace.crossReference()).tables())
                    .filteredOn(count -> count.table() == CrossReferenced.ITEM)
                    .extracting(CrossReferenceCount::certain, CrossReferenceCount::proposed)
                    .containsExactly(tuple(300L, 20L)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        XrefView.unified(
                            millrace.live().stats(), millrace.unified(), millrace.crossReference()))
                    .extracting(Table::name, Table::rows)
                    .contains(tuple("unified.item", 3_700L)));
  }

  @Test
  void keepsTheSoundSourceFlowingBesideABrokenOneAndABrokenMapping() throws Exception {
    try (Demo demo = demo()) {
      Path copy = copyOfTheProject();
      replace(copy.resolve("sources/plant.yaml"), "${env:MILLRACE_DEMO_PLANT_PASSWORD}", "wrong");
      replace(copy.resolve("mappings/distribution/items.sql"), "a.artnr", "a.artnrs");
      try (Millrace millrace = millrace(project(copy, demo), demo)) {
        await().atMost(PATIENCE).untilAsserted(() -> tellsOfBothFaults(millrace.problems()));
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    millrace.liveStats().orElseThrow().tables().stream()
                        .anyMatch(
                            table ->
                                table.name().toString().equals("model.sales_order_line")
                                    && table.rows() > 1_000));
        takesUpANewMappingAndAChangedOne(millrace, project(copy, demo));
      }
    }
  }

  private static void tellsOfBothFaults(List<Problem> problems) {
    assertThat(problems).extracting(Problem::code).contains(ErrorCode.SOURCE_AUTHENTICATION);
    assertThat(problems)
        .filteredOn(problem -> problem.place().file().endsWith("distribution/items.sql"))
        .singleElement()
        .satisfies(
            mapping -> {
              assertThat(mapping.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
              assertThat(mapping.place().line()).isPositive();
              assertThat(mapping.message()).contains("artnrs");
              assertThat(mapping.remedy()).isEqualTo("Did you mean artnr?");
            });
  }

  private static void takesUpANewMappingAndAChangedOne(Millrace millrace, Project project) {
    WorkbenchView workbench = new WorkbenchView(millrace, project);
    String kits =
        """
        INSERT INTO model.bom (source_system, source_key, name)
        SELECT 'kits', setnr, bezeichnung FROM `distribution`.`distribution`.stueckliste;
        """;
    assertThat(workbench.save("distribution/kits", kits, Optional.empty()).takesEffect())
        .isEqualTo(TakesEffect.NOW);
    MappingText items = workbench.text("distribution/items").orElseThrow();
    String mended = items.sql().replace("a.artnrs", "a.artnr");
    assertThat(workbench.save(items.name(), mended, Optional.of(items.version())).takesEffect())
        .isEqualTo(TakesEffect.REPLAY);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(workbench.mappings().mappings())
                    .extracting(mapping -> mapping.name() + " " + mapping.state())
                    .contains("distribution/kits RUNNING", "distribution/items RUNNING"));
  }

  private Path copyOfTheProject() throws Exception {
    Path copy = folder.resolve("project");
    try (var files = Files.walk(DEMO_PROJECT)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(DEMO_PROJECT.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static void replace(Path file, String old, String fresh) throws Exception {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, fresh));
  }
}
