/**
 * The Iceberg REST catalog over the lake's tables, so that any engine attaches with one address.
 * {@link dev.millrace.lake.rest.RestCatalog} is the way in. What may be asked, and what comes back,
 * is Iceberg's own specification; what may be changed is decided here.
 */
package dev.millrace.lake.rest;
