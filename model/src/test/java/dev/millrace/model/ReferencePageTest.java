package dev.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
  private static final String RENEWAL = "mvn -pl model -am test -Dmillrace.renew=true";

  @Test
  void thePageInTheRepositoryIsUpToDate() throws IOException {
    Path file = repository().resolve("docs/reference/model.md");
    String page = ReferencePage.of(Model.tables(), RENEWAL);
    if (Boolean.getBoolean("millrace.renew")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }

    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("docs/reference/model.md is stale. Run `%s` and commit the page.", RENEWAL)
        .isEqualTo(page);
  }

  /** Surefire names the module's folder in {@code basedir}; an editor starts in the folder. */
  private static Path repository() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    assertThat(module.resolve("pom.xml")).exists();
    return module.getParent();
  }
}
