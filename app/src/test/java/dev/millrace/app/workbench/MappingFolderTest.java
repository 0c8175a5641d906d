package dev.millrace.app.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingFolderTest {
  @TempDir Path project;
  private MappingFolder folder;

  @BeforeEach
  void open() {
    folder = new MappingFolder(project);
  }

  @Test
  void writesANewFileAndThenOnlyOverTheTextThatWasRead() throws Exception {
    assertThat(folder.text("erp/items")).isEmpty();
    folder.write("erp/items", "one", Optional.empty());
    assertThat(project.resolve("mappings/erp")).isDirectoryContaining("glob:**items.sql");
    Optional<String> version = folder.text("erp/items").map(MappingFolder::version);
    folder.write("erp/items", "zwei, größer", version);
    assertThat(folder.text("erp/items")).contains("zwei, größer");

    assertThatThrownBy(() -> folder.write("erp/items", "three", version))
        .hasMessageContaining("its file has changed since it was read. Open it again")
        .hasMessageContaining("FILE_CHANGED");
    assertThatThrownBy(() -> folder.write("erp/items", "three", Optional.empty()))
        .hasMessageContaining("there is one of that name");
    Files.delete(project.resolve("mappings/erp/items.sql"));
    assertThatThrownBy(() -> folder.write("erp/items", "three", version))
        .hasMessageContaining("its file is not there any more");
    assertThat(project.resolve("mappings/erp").toFile().list()).isEmpty();
  }

  @Test
  void staysInTheFolder() throws Exception {
    for (String name : new String[] {"../x", "/tmp/x", "erp/../../x", ".x", "a//b", "x.sql", ""}) {
      assertThatThrownBy(() -> folder.write(name, "text", Optional.empty()))
          .hasMessageContaining("Cannot name a mapping: " + name + ".");
    }
    Path outside = Files.createDirectories(project.resolve("outside"));
    Files.createDirectories(project.resolve("mappings"));
    Files.createSymbolicLink(project.resolve("mappings/link"), outside);
    assertThatThrownBy(() -> folder.write("link/x", "text", Optional.empty()))
        .hasMessageContaining("Cannot write outside of the project");
    assertThat(outside.toFile().list()).isEmpty();
  }
}
