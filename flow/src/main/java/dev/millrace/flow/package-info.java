/** Flow: mappings in Flink SQL, from raw tables to the model, as jobs of an embedded cluster. */
package dev.millrace.flow;
