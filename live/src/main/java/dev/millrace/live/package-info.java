/** The live store: DuckDB with the current state of every table, SQL on it, and live queries. */
package dev.millrace.live;
