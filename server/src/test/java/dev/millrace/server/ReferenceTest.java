package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.server.endpoint.Beat;
import dev.millrace.server.endpoint.Endpoint;
import dev.millrace.server.endpoint.LakeUpkeeps;
import dev.millrace.server.endpoint.Lookout;
import dev.millrace.server.endpoint.Route;
import dev.millrace.server.endpoint.Verifications;
import dev.millrace.server.endpoint.WorkbenchRuns;
import dev.millrace.server.reference.HttpApiPage;
import dev.millrace.server.reference.OpenApi;
import dev.millrace.server.reference.TypeScriptTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds what is generated against what is committed, or writes it anew when asked to. */
class ReferenceTest {
  private static final boolean WRITE = Boolean.getBoolean("millrace.write");
  private static final String COMMAND =
      "mvn -pl server -am test -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dtest.jvm.options=-Dmillrace.write=true";

  @Test
  void theOpenApiDocumentIsTheCommittedOne() throws IOException {
    isCommitted(OpenApi.document(routes()), Path.of("src/test/resources/openapi.json"));
  }

  @Test
  void theReferencePageIsTheCommittedOne() throws IOException {
    isCommitted(HttpApiPage.text(routes()), Path.of("../docs/reference/http-api.md"));
  }

  @Test
  void theUisTypesAreTheCommittedOnes() throws IOException {
    isCommitted(TypeScriptTypes.text(routes()), Path.of("../ui/src/api/types.generated.ts"));
  }

  @Test
  void theServerGivesTheDocument() {
    try (RunningServer running = new RunningServer()) {
      assertThat(running.client.get("/api/openapi.json").body())
          .isEqualTo(OpenApi.document(routes()));
    }
  }

  @Test
  void everyReferenceInTheDocumentLeadsSomewhereAndEveryOperationHasItsOwnName() {
    JsonNode document = Client.json(OpenApi.document(routes()));
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isObject()).as(ref).isTrue());
    List<String> names = document.findValuesAsText("operationId");
    assertThat(names).hasSize(routes().size()).doesNotHaveDuplicates();
  }

  @Test
  void answersHaveTheFieldsThatTheDocumentPromises() {
    JsonNode document = Client.json(OpenApi.document(routes()));
    try (RunningServer running = new RunningServer()) {
      for (String path :
          List.of(
              "/api/status",
              "/api/flow",
              "/api/lake",
              "/api/lake/upkeep",
              "/api/lake/tables",
              "/api/mappings",
              "/api/demo")) {
        JsonNode answer = Client.json(running.client.get(path));
        JsonNode schema =
            document
                .at("/paths")
                .get(path)
                .at("/get/responses/200/content/application~1json/schema");
        assertFits(document, schema, answer, path);
      }
    }
  }

  private static void assertFits(JsonNode document, JsonNode schema, JsonNode value, String where) {
    if (schema.has("$ref")) {
      assertFits(document, document.at(schema.get("$ref").asText().substring(1)), value, where);
    } else if (schema.has("anyOf")) {
      if (!value.isNull()) {
        assertFits(document, schema.get("anyOf").get(0), value, where);
      }
    } else if (schema.path("type").asText().equals("array")) {
      value.forEach(element -> assertFits(document, schema.get("items"), element, where + "[]"));
    } else if (schema.has("properties")) {
      Set<String> promised = new HashSet<>();
      schema.get("properties").fieldNames().forEachRemaining(promised::add);
      Set<String> given = new HashSet<>();
      value.fieldNames().forEachRemaining(given::add);
      assertThat(promised).as(where).containsAll(given);
      schema.path("required").forEach(name -> assertThat(given).as(where).contains(name.asText()));
      for (String name : given) {
        assertFits(document, schema.at("/properties/" + name), value.get(name), where + "." + name);
      }
    } else if (schema.has("enum")) {
      assertThat(schema.get("enum").toString()).as(where).contains(value.toString());
    }
  }

  private static List<Route> routes() {
    FakePlatform platform = new FakePlatform();
    try (Beat beat = new Beat(platform);
        Lookout lookout = new Lookout(Clock.systemUTC());
        Verifications verifications = new Verifications(platform, Clock.systemUTC());
        LakeUpkeeps upkeeps = new LakeUpkeeps(platform, Clock.systemUTC());
        WorkbenchRuns workbench = new WorkbenchRuns()) {
      return new ArrayList<>(
          Api.endpoints(
                  platform,
                  new FakeQueries(),
                  beat,
                  lookout,
                  verifications,
                  upkeeps,
                  workbench,
                  Duration.ZERO)
              .stream()
              .map(Endpoint::route)
              .toList());
    }
  }

  private static void isCommitted(String generated, Path file) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, generated);
    }
    String committed = Files.exists(file) ? Files.readString(file) : "";
    assertThat(committed.equals(generated))
        .as("%s is what the code says. Write it anew with: %s", file.normalize(), COMMAND)
        .isTrue();
  }
}
