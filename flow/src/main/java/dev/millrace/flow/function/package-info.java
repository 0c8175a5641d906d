/** The functions that mappings have beside Flink's own. */
package dev.millrace.flow.function;
