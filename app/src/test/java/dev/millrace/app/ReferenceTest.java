package dev.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector;
import dev.millrace.api.Option;
import dev.millrace.app.config.Project;
import dev.millrace.app.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The reference pages are made from the code; {@code -Dmillrace.renew=true} writes them anew. */
class ReferenceTest {
  private static final Path PAGES = Path.of("..", "docs", "reference");

  private static void compare(String page, String expected) throws IOException {
    Path file = PAGES.resolve(page);
    if (Boolean.getBoolean("millrace.renew")) {
      Files.createDirectories(PAGES);
      Files.writeString(file, expected);
    }
    assertThat(file)
        .withFailMessage(
            "%s is stale. Renew it: mvn -pl app -am test -Dtest=ReferenceTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm.options=-Dmillrace.renew=true",
            file)
        .exists()
        .hasContent(expected.stripTrailing());
  }

  @Test
  void theOptionsPageIsTrue() throws IOException {
    StringBuilder page = new StringBuilder("# Options\n\nGenerated from the code.\n");
    page.append("\n## millrace.yaml\n\nNested: `server.port` is `server: {port: …}`.\n\n");
    table(Settings.OPTIONS, page);
    for (Map.Entry<String, Connector> connector : Project.connectors().entrySet()) {
      page.append("\n## Sources with `connector: ").append(connector.getKey()).append("`\n\n");
      table(connector.getValue().options(), page);
    }
    compare("options.md", page.toString());
  }

  private static void table(List<Option> options, StringBuilder page) {
    page.append("| option | form | default | meaning |\n|---|---|---|---|\n");
    for (Option option : options) {
      String standard =
          option.required()
              ? "required"
              : option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
      page.append("| `")
          .append(option.name())
          .append("` | ")
          .append(option.type().name().toLowerCase(java.util.Locale.ROOT))
          .append(option.secret() ? ", secret" : "")
          .append(" | ")
          .append(standard)
          .append(" | ")
          .append(option.text().replace("|", "\\|"))
          .append(" |\n");
    }
  }

  @Test
  void theCommandsPageIsTrue() throws IOException {
    StringBuilder page = new StringBuilder("# Commands\n\nGenerated from the code.\n");
    CommandLine main = Main.commandLine();
    section("millrace", main, page);
    compare("commands.md", page.toString());
  }

  private static void section(String name, CommandLine command, StringBuilder page) {
    String help =
        command
            .setUsageHelpAutoWidth(false)
            .setUsageHelpWidth(100)
            .getUsageMessage(CommandLine.Help.Ansi.OFF);
    page.append("\n## ").append(name).append("\n\n```\n");
    help.lines().forEach(line -> page.append(line.stripTrailing()).append('\n'));
    page.append("```\n");
    command.getSubcommands().forEach((sub, inner) -> section(name + " " + sub, inner, page));
  }
}
