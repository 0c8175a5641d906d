package dev.millrace.connectors.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Connector;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Option;
import dev.millrace.api.Problem;
import dev.millrace.api.SourceConfig;
import dev.millrace.api.TablePatterns;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "hostname", "db",
          "port", "5432",
          "database", "plant",
          "user", "reader",
          "password", "p");

  private static Connector connector(String kind) {
    return ServiceLoader.load(Connector.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(connector -> connector.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areFoundByTheirKinds() {
    assertThat(connector("debezium-postgres")).isInstanceOf(PostgresConnector.class);
    assertThat(connector("debezium-mariadb")).isInstanceOf(MariaDbConnector.class);
    assertThat(ServiceLoader.load(SourceConnector.class))
        .anyMatch(DebeziumSource.class::isInstance);
  }

  @Test
  void keepOnlyThePasswordSecret() {
    for (String kind : List.of("debezium-postgres", "debezium-mariadb")) {
      assertThat(connector(kind).options())
          .filteredOn(Option::secret)
          .extracting(Option::name)
          .containsExactly("password");
    }
  }

  @Test
  void nameTheirSlotAndServerIdAfterTheSource() {
    SourceConfig source = new SourceConfig("plant", "debezium-postgres", VALUES);
    assertThat(connector("debezium-postgres").connectConfig(source, "log:9092"))
        .containsEntry("slot.name", "millrace_plant")
        .containsEntry("publication.name", "millrace_plant")
        .containsEntry("topic.prefix", "plant")
        .containsEntry("millrace.bootstrap.servers", "log:9092")
        .doesNotContainKey("table.include.list");
    assertThat(connector("debezium-mariadb").connectConfig(source, "log:9092"))
        .containsEntry("database.include.list", "plant")
        .containsEntry("schema.history.internal.kafka.topic", "millrace.history.plant")
        .hasEntrySatisfying(
            "database.server.id", id -> assertThat(Integer.parseInt(id)).isGreaterThan(99_999_999));
  }

  @Test
  void turnPatternsIntoExpressions() {
    TablePatterns patterns = TablePatterns.of(List.of("public.item*", "!public.item_log"), "*");
    assertThat(patterns.matches("public", "item_price")).isTrue();
    assertThat(patterns.matches("public", "item_log")).isFalse();
    assertThat(patterns.matches("public", "item_log_2")).isTrue();
    assertThat(patterns.matches("other", "item")).isFalse();
    assertThat(TablePatterns.of(List.of("!secret"), "*").matches("a", "b")).isTrue();
    assertThat(TablePatterns.of(List.of("a-b c"), "d").includeList()).isEqualTo("d\\.a\\-b\\ c");
  }

  @Test
  void explainFailuresOfARunningCapture() {
    Map<String, ErrorCode> traces =
        Map.of(
            "PSQLException: FATAL: password authentication failed for user \"reader\"",
            ErrorCode.SOURCE_AUTHENTICATION,
            "PSQLException: Connection to db:5432 refused. Check that the hostname",
            ErrorCode.SOURCE_UNREACHABLE,
            "DebeziumException: starting at x, but this is no longer available on the server.",
            ErrorCode.SOURCE_POSITION_LOST,
            "PSQLException: ERROR: permission denied for table item",
            ErrorCode.SOURCE_RIGHTS,
            "PSQLException: ERROR: replication slot \"millrace_plant\" is active for PID 7",
            ErrorCode.SOURCE_SETTINGS,
            "MillraceException: Cannot do it: x. Do that. [TABLE_UNSUPPORTED]",
            ErrorCode.TABLE_UNSUPPORTED,
            "java.lang.IllegalStateException: what is this",
            ErrorCode.SOURCE_FAILED);
    SourceConfig source = new SourceConfig("plant", "debezium-postgres", VALUES);
    traces.forEach(
        (trace, code) -> {
          Problem problem = connector("debezium-postgres").explain(source, trace);
          assertThat(problem.code()).as(trace).isEqualTo(code);
          assertThat(problem.message()).startsWith("Cannot ").endsWith(".");
          assertThat(problem.remedy()).isNotEmpty();
        });
  }
}
