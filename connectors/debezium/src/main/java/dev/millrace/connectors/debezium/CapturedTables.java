package dev.millrace.connectors.debezium;

import io.debezium.relational.RelationalDatabaseSchema;
import java.util.Optional;

/** What Debezium knows of the tables it captures, also of those that have no row. */
interface CapturedTables {

  /** Empty until Debezium has started. */
  Optional<RelationalDatabaseSchema> tables();
}
