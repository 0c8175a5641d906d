package dev.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.MillraceException;
import dev.millrace.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
  private static final String PLANT =
      """
      connector: postgres
      hostname: 127.0.0.1
      port: 5432
      database: plant
      user: millrace
      password: ${env:PLANT_PASSWORD}
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeSoundProject() throws IOException {
    write("millrace.yaml", "server:\n  port: 7171\nlake:\n  commit-interval: 500ms\n");
    write("sources/plant.yaml", PLANT);
    write("mappings/plant/items.sql", "INSERT INTO model.item SELECT 1;");
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Project read() {
    return Project.read(folder, Map.of("PLANT_PASSWORD", "s3cret"));
  }

  private List<String> problems() {
    return read().problems().stream().map(Problem::toString).toList();
  }

  @Test
  void readsSettingsSourcesAndMappings() {
    Project project = read();
    assertThat(project.problems()).isEmpty();
    assertThat(project.settings().integer(Settings.SERVER_PORT)).isEqualTo(7171);
    assertThat(project.settings().lake()).containsEntry("commit-interval", "500ms");
    assertThat(project.settings().text(Settings.SERVER_HOST)).isEqualTo("127.0.0.1");
    assertThat(project.sources()).hasSize(1);
    assertThat(project.sources().get(0).config().text("password")).isEqualTo("s3cret");
    assertThat(project.mappings()).containsOnlyKeys("plant/items");
  }

  @Test
  void readsWhatTheProjectAddsToTheModel() throws IOException {
    write("model/items.sql", "ALTER TABLE model.item ADD (colour STRING COMMENT 'Its colour.');");
    Project project = read();
    assertThat(project.problems()).isEmpty();
    assertThat(project.model().schemas())
        .filteredOn(schema -> schema.name().toString().equals("model.item"))
        .allMatch(schema -> schema.indexOf("colour").isPresent());
    write("model/items.sql", "\nALTER TABLE model.item ADD (colour TEXT);");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("model/items.sql:2:36: Cannot use column type: TEXT. Write STRING, INT,");
  }

  @Test
  void suggestsTheKeyThatWasMeant() throws IOException {
    write("sources/plant.yaml", PLANT + "databse: x\n");
    assertThat(problems())
        .containsExactly(
            "sources/plant.yaml:7:1: Cannot use unknown key: databse. Did you mean database?"
                + " [CONFIGURATION_INVALID]");
  }

  @Test
  void tellsAllProblemsAtOnceWithTheirLines() throws IOException {
    write("millrace.yaml", "server:\n  port: 70710\n  hst: x\nlake: {commit-interval: 10}\n");
    write("sources/plant.yaml", PLANT.replace("postgres", "postgrs"));
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "millrace.yaml:2:9: Cannot use value of server.port: 70710. Write a port from 0 to"
                + " 65535. [CONFIGURATION_INVALID]",
            "millrace.yaml:3:3: Cannot use unknown key: server.hst. Did you mean server.host?"
                + " [CONFIGURATION_INVALID]",
            "millrace.yaml:4:25: Cannot use value of lake.commit-interval: 10. Write a number and a"
                + " unit: 500ms, 10s, 5m or 1h. [CONFIGURATION_INVALID]",
            "sources/plant.yaml:1:12: Cannot find connector: postgrs. Did you mean postgres?"
                + " [CONFIGURATION_INVALID]");
  }

  @Test
  void refusesAWeakTokenWithoutShowingIt() throws IOException {
    String token = "0123456789abcdefghij-_";
    write("millrace.yaml", "lake:\n  read-tokens:\n    - " + token + "\n    - " + token + "\n");
    assertThat(problems()).isEmpty();
    assertThat(read().settings().list(Settings.LAKE_READ_TOKENS)).containsExactly(token, token);
    write("millrace.yaml", "lake:\n  read-tokens:\n    - " + token + "\n    - guessed\n");
    assertThat(problems())
        .containsExactly(
            "millrace.yaml:3:5: Cannot use value of lake.read-tokens: (secret). Each needs 22 or"
                + " more letters, digits, - and _: `openssl rand -hex 24` makes one."
                + " [CONFIGURATION_INVALID]");
  }

  @Test
  void namesAVariableThatIsNotSet() {
    assertThat(Project.read(folder, Map.of()).problems())
        .singleElement()
        .hasToString(
            "sources/plant.yaml:6:11: Cannot resolve reference: ${env:PLANT_PASSWORD} is not set."
                + " Set the environment variable PLANT_PASSWORD. [CONFIGURATION_INVALID]");
  }

  @Test
  void readsSecretsFromFiles() throws IOException {
    write("secrets/plant", "from file\n");
    write("sources/plant.yaml", PLANT.replace("${env:PLANT_PASSWORD}", "${file:secrets/plant}"));
    assertThat(read().sources().get(0).config().text("password")).isEqualTo("from file");
  }

  @Test
  void neverShowsASecret() {
    Project project = read();
    assertThat(project.sources().get(0).config().toString()).doesNotContain("s3cret");
  }

  @Test
  void tellsWhereTheYamlIsBroken() throws IOException {
    write("sources/plant.yaml", "connector: postgres\n  hostname: x\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("sources/plant.yaml:2:11: Cannot read YAML:");
  }

  @Test
  void refusesAFolderWithoutAProject() {
    assertThatThrownBy(() -> Project.read(folder.resolve("none"), Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("has no millrace.yaml. Give the folder that holds it");
  }

  @Test
  void refusesASourceNameThatSqlCouldNotSpeak() throws IOException {
    write("sources/model.yaml", PLANT);
    assertThat(problems()).singleElement().asString().contains("Cannot name a source: model.");
  }
}
