package dev.millrace.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** DuckDB's own parser. Prepared once for a connection, because that takes longer than parsing. */
final class SqlParser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PreparedStatement statement;

  SqlParser(Connection connection) throws SQLException {
    statement = connection.prepareStatement("SELECT CAST(json_serialize_sql(?) AS VARCHAR)");
  }

  /** The syntax tree, or what is wrong, as DuckDB tells it; none when nested too deeply. */
  Optional<JsonNode> parse(String sql) throws SQLException {
    statement.setString(1, sql);
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return Optional.of(JSON.readTree(result.getString(1)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
