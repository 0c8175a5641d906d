/** Tells catalogs of the mappings' runs and lineage, as OpenLineage events. */
package dev.millrace.app.openlineage;
