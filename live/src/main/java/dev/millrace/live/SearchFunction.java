package dev.millrace.live;

import dev.millrace.api.MillraceException;
import dev.millrace.api.search.TextSearch;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;

/** The table function that searches texts: {@code search_documents('broken pallet')}. */
final class SearchFunction
    implements DuckDBTableFunction<String, Iterator<TextSearch.Hit>, Object> {
  static final String NAME = "search_documents";

  /** Rows that it gives at most. */
  private static final int MOST = 1_000;

  private final TextSearch texts;

  private SearchFunction(TextSearch texts) {
    this.texts = texts;
  }

  /** Makes the function known to the database of a connection, on all of its connections. */
  static void register(DuckDBConnection connection, TextSearch texts) throws SQLException {
    try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
      function
          .withName(NAME)
          .withParameter(DuckDBColumnType.VARCHAR)
          .withFunction(new SearchFunction(texts))
          .register(connection);
    }
  }

  @Override
  public String bind(DuckDBTableFunctionBindInfo info) {
    for (String column : List.of("table_name", "source_system", "source_key")) {
      info.addResultColumn(column, DuckDBColumnType.VARCHAR);
    }
    info.addResultColumn("score", DuckDBColumnType.DOUBLE);
    info.addResultColumn("title", DuckDBColumnType.VARCHAR);
    info.addResultColumn("snippet", DuckDBColumnType.VARCHAR);
    try (DuckDBValue words = info.getParameter(0)) {
      return words.isNull() ? "" : words.getString();
    }
  }

  @Override
  public Iterator<TextSearch.Hit> init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    String words = info.getBindData();
    try {
      return words.isBlank() ? List.<TextSearch.Hit>of().iterator() : found(words);
    } catch (MillraceException e) {
      throw new FunctionRefused(e.problem().message() + " " + e.problem().remedy());
    }
  }

  private Iterator<TextSearch.Hit> found(String words) {
    return texts.search(words, MOST).iterator();
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter out) {
    Iterator<TextSearch.Hit> hits = info.getInitData();
    long row = 0;
    while (row < out.capacity() && hits.hasNext()) {
      TextSearch.Hit hit = hits.next();
      out.vector(0).setString(row, hit.table().toString());
      out.vector(1).setString(row, hit.system());
      out.vector(2).setString(row, hit.key());
      out.vector(3).setDouble(row, hit.score());
      out.vector(4).setString(row, hit.title());
      out.vector(5).setString(row, hit.snippet());
      row++;
    }
    return row;
  }
}
