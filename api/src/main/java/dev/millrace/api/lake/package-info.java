/** How SQL sees the lake: its tables by name, and the files that a query must read. */
package dev.millrace.api.lake;
