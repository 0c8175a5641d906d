/** The tables of known ERPs, as their makers define them, for tests and benchmarks. */
package dev.millrace.testing.erp;
