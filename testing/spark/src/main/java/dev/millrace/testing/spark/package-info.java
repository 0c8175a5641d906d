/** Spark in a process of its own, for tests. */
package dev.millrace.testing.spark;
