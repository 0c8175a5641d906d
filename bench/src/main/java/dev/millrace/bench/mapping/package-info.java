/** How well mappings are proposed. */
package dev.millrace.bench.mapping;
