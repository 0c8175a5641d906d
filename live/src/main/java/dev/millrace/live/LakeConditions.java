package dev.millrace.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.api.lake.Condition;
import dev.millrace.api.lake.Condition.Comparison;
import dev.millrace.api.lake.LakeColumn;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes out of a query's WHERE what can be said of a table's rows in simple comparisons, for the
 * lake to leave files out by. What is not understood is left to DuckDB, which looks at every row
 * anyway. Values are made by DuckDB itself, in the query's own transaction.
 */
final class LakeConditions {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More comparisons than that cost more than the files that they leave out. */
  private static final int MOST = 200;

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "COMPARE_EQUAL", Comparison.EQUAL,
          "COMPARE_LESSTHAN", Comparison.LESS,
          "COMPARE_LESSTHANOREQUALTO", Comparison.LESS_OR_EQUAL,
          "COMPARE_GREATERTHAN", Comparison.GREATER,
          "COMPARE_GREATERTHANOREQUALTO", Comparison.GREATER_OR_EQUAL);

  /** Functions that give the same value all through a transaction. */
  private static final Set<String> STEADY =
      Set.of(
          "+",
          "-",
          "now",
          "get_current_timestamp",
          "today",
          "to_years",
          "to_months",
          "to_weeks",
          "to_days",
          "to_hours",
          "to_minutes",
          "to_seconds",
          "trunc",
          "date_trunc",
          "make_date");

  private final Connection connection;
  private int made;

  LakeConditions(Connection connection) {
    this.connection = connection;
  }

  /**
   * The moment that an expression names.
   *
   * @throws SQLException when it names none; the transaction is of no use then
   */
  Instant instant(JsonNode expression) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT epoch_us(CAST(v AS TIMESTAMP WITH TIME ZONE)) FROM ("
                    + select(expression)
                    + ") AS t(v)")) {
      result.next();
      long micros = result.getLong(1);
      if (result.wasNull()) {
        throw new SQLException("Binder Error: The time is NULL");
      }
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
  }

  /**
   * What a filter says of a table with these columns.
   *
   * @throws SQLException when a value cannot be made; the transaction is of no use then
   */
  Condition of(LakeRead.Filter filter, List<LakeColumn> columns) throws SQLException {
    return new Scope(filter, columns).condition(filter.where()).orElse(Condition.ANY);
  }

  private final class Scope {
    private final LakeRead.Filter filter;
    private final List<LakeColumn> columns;

    Scope(LakeRead.Filter filter, List<LakeColumn> columns) {
      this.filter = filter;
      this.columns = columns;
    }

    Optional<Condition> condition(JsonNode node) throws SQLException {
      String type = node.path("type").asText();
      switch (type) {
        case "CONJUNCTION_AND" -> {
          List<Condition> all = new ArrayList<>();
          for (JsonNode child : node.path("children")) {
            condition(child).ifPresent(all::add);
          }
          return Optional.of(new Condition.All(all));
        }
        case "CONJUNCTION_OR" -> {
          return oneOf(node.path("children"));
        }
        case "COMPARE_BETWEEN" -> {
          Optional<LakeColumn> column = column(node.path("input"));
          List<Condition> bounds = new ArrayList<>();
          compare(column, Comparison.GREATER_OR_EQUAL, node.path("lower")).ifPresent(bounds::add);
          compare(column, Comparison.LESS_OR_EQUAL, node.path("upper")).ifPresent(bounds::add);
          return Optional.of(new Condition.All(bounds));
        }
        case "COMPARE_IN" -> {
          return in(node.path("children"));
        }
        default -> {
          return comparison(node, COMPARISONS.get(type));
        }
      }
    }

    private Optional<Condition> oneOf(JsonNode children) throws SQLException {
      List<Condition> some = new ArrayList<>();
      for (JsonNode child : children) {
        Optional<Condition> condition = condition(child);
        if (condition.isEmpty()) {
          return Optional.empty();
        }
        some.add(condition.get());
      }
      return Optional.of(new Condition.OneOf(some));
    }

    private Optional<Condition> in(JsonNode children) throws SQLException {
      if (children.size() > MOST) {
        return Optional.empty();
      }
      Optional<LakeColumn> column = column(children.path(0));
      List<Condition> some = new ArrayList<>();
      for (int i = 1; i < children.size(); i++) {
        Optional<Condition> equal = compare(column, Comparison.EQUAL, children.get(i));
        if (equal.isEmpty()) {
          return Optional.empty();
        }
        some.add(equal.get());
      }
      return Optional.of(new Condition.OneOf(some));
    }

    private Optional<Condition> comparison(JsonNode node, Comparison comparison)
        throws SQLException {
      if (comparison == null) {
        return Optional.empty();
      }
      Optional<LakeColumn> left = column(node.path("left"));
      return left.isPresent()
          ? compare(left, comparison, node.path("right"))
          : compare(column(node.path("right")), turned(comparison), node.path("left"));
    }

    private Optional<Condition> compare(
        Optional<LakeColumn> column, Comparison comparison, JsonNode value) throws SQLException {
      if (column.isEmpty() || ++made > MOST || !isSteady(value)) {
        return Optional.empty();
      }
      return value(value, column.get().type())
          .map(literal -> new Condition.Compare(column.get().name(), comparison, literal));
    }

    private Optional<LakeColumn> column(JsonNode node) {
      if (!node.path("type").asText().equals("COLUMN_REF")) {
        return Optional.empty();
      }
      JsonNode names = node.path("column_names");
      boolean own =
          names.size() == 1
              ? filter.alone()
              : names.size() == 2 && names.get(0).asText().equalsIgnoreCase(filter.qualifier());
      String name = names.path(names.size() - 1).asText();
      return columns.stream().filter(c -> own && c.name().equalsIgnoreCase(name)).findFirst();
    }
  }

  private static Comparison turned(Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> Comparison.EQUAL;
      case LESS -> Comparison.GREATER;
      case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
      case GREATER -> Comparison.LESS;
      case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
    };
  }

  private static boolean isSteady(JsonNode node) {
    return switch (node.path("class").asText()) {
      case "CONSTANT" -> true;
      case "CAST" -> isSteady(node.path("child"));
      case "FUNCTION" -> {
        boolean steady =
            STEADY.contains(node.path("function_name").asText().toLowerCase(Locale.ROOT));
        for (JsonNode argument : node.path("arguments")) {
          steady = steady && isSteady(argument.path("expression"));
        }
        yield steady;
      }
      default -> false;
    };
  }

  /**
   * An expression's value in a column's type; empty when comparing the column with it would not be
   * the same as comparing it with the expression.
   */
  private Optional<Object> value(JsonNode expression, String type) throws SQLException {
    if (!isComparable(type)) {
      return Optional.empty();
    }
    boolean text =
        expression.path("class").asText().equals("CONSTANT")
            && expression.path("literal").path("kind").asText().equals("STRING");
    if (type.equals("VARCHAR") && !text) {
      return Optional.empty();
    }
    // A bare text takes the column's type, as in DuckDB; any other value must have an equal there.
    String same = text ? "true" : "coalesce(TRY_CAST(v AS " + type + ") = v, false)";
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT TRY_CAST(v AS "
                    + type
                    + "), "
                    + same
                    + " FROM ("
                    + select(expression)
                    + ") AS t(v)")) {
      return result.next() && result.getBoolean(2)
          ? Optional.ofNullable(read(result, type))
          : Optional.empty();
    } catch (DateTimeException e) {
      // Java has no such time; DuckDB has infinity.
      return Optional.empty();
    }
  }

  private static boolean isComparable(String type) {
    return switch (type) {
      case "BOOLEAN",
          "INTEGER",
          "BIGINT",
          "VARCHAR",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE" ->
          true;
      default -> type.startsWith("DECIMAL(");
    };
  }

  private static Object read(ResultSet result, String type) throws SQLException {
    Object value =
        type.equals("TIMESTAMP") ? result.getObject(1, LocalDateTime.class) : result.getObject(1);
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof BigDecimal decimal) {
      int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
      return decimal.setScale(scale);
    }
    return value;
  }

  /** An expression as a query of its own. */
  private String select(JsonNode expression) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(json_serialize_sql('SELECT 1') AS VARCHAR)")) {
      ObjectNode tree;
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        tree = (ObjectNode) JSON.readTree(result.getString(1));
      }
      ArrayNode list = (ArrayNode) tree.at("/statements/0/node/select_list");
      list.removeAll().add(expression);
      return text(tree);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new SQLException("Cannot read DuckDB's syntax tree", e);
    }
  }

  private String text(ObjectNode tree) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT json_deserialize_sql(CAST(? AS JSON))")) {
      statement.setString(1, tree.toString());
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
