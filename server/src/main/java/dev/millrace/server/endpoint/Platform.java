package dev.millrace.server.endpoint;

import dev.millrace.api.TableName;
import dev.millrace.track.position.Positions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The running Millrace, as the HTTP API sees it. Any thread may call any method, several at once.
 * What fails throws {@link dev.millrace.api.MillraceException}; that becomes the answer.
 */
public interface Platform {

  /** Answers from memory, at any time, also while starting and stopping. */
  StatusEndpoint.Status status();

  /** The tables that are captured or mapped, sorted by name. Answers from memory. */
  List<TablesEndpoint.Table> tables();

  /** The way of the data as it flows now. Answers from memory. */
  FlowEndpoint.FlowGraph flowGraph();

  /** What the mappings make of which columns. Answers from memory. */
  LineageEndpoint.Lineage lineage();

  /** What is expected of rows, and what was found. Answers from memory. */
  ExpectationsEndpoint.Expectations expectations();

  /** The figures of this moment. Called once a second; answers from memory. */
  PulseEndpoint.Pulse pulse();

  /**
   * A mapping's text and tables.
   *
   * @return empty when there is none of that name
   */
  Optional<MappingEndpoint.Mapping> mapping(String name);

  /** Where mappings are proposed, tried and written. */
  Workbench workbench();

  /** What has been recognised as the same. Answers from memory. */
  CrossReferenceEndpoint.CrossReferences crossReferences();

  /** Writes what somebody says of two rows; returns when it is durable. */
  DecidePairEndpoint.PairState decide(DecidePairEndpoint.DecidedPair pair);

  /**
   * The changes of a row, newest first, from the lake. May wait for the lake's files.
   *
   * @param key values by key column, as JSON gives them: text, {@code Long}, {@code BigDecimal},
   *     {@code Boolean}
   * @param limit how many changes at most
   * @throws dev.millrace.api.MillraceException with TABLE_UNKNOWN when there is no such table
   */
  HistoryEndpoint.History history(TableName table, Map<String, Object> key, int limit);

  /**
   * Where all sensors are.
   *
   * @throws dev.millrace.api.MillraceException with NOT_RUNNING while they are not followed yet
   */
  Positions positions();

  /** Borders of places that somebody draws. */
  Geofences geofences();

  /** What is written about things. */
  Documents documents();

  /** Takes events that devices send. */
  Telemetry telemetry();

  /** What lies in the lake. May wait for its catalog. */
  LakeEndpoint.Lake lake();

  /** The tables of the lake as SQL sees them, sorted by name. May wait for its catalog. */
  List<LakeTablesEndpoint.LakeSqlTable> lakeTables();

  /**
   * Puts the files of a table of the lake in order and returns what was done. The server calls it
   * in the background, one at a time; an interrupt asks it to stop.
   */
  LakeEndpoint.LakeUpkeep upkeep(TableName table);

  /**
   * Answers a request of the Iceberg REST catalog. May wait for the lake's catalog and files.
   *
   * @see IcebergCatalog
   */
  IcebergCatalog.Answer icebergCatalog(IcebergCatalog.Request request);

  /**
   * Compares every captured table of every source with the live store and the lake, and returns
   * when that is done. The server calls it in the background, one at a time; an interrupt asks it
   * to stop.
   */
  void verify(VerifyEndpoint.Progress progress);

  /** The demo's business; empty when Millrace does not run the demo. */
  Optional<DemoEndpoint.Demo> demo();

  /**
   * Changes how many transactions the demo's business makes.
   *
   * @return the demo as it is now; empty when Millrace does not run the demo
   */
  Optional<DemoEndpoint.Demo> demoRate(int transactionsPerMinute);
}
