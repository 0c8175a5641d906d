/**
 * The lake: every change of every raw and model table once, in Iceberg history tables, and views
 * with the current state. {@link dev.millrace.lake.Lake} is the way in.
 */
package dev.millrace.lake;
