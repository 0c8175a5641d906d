/** Packs: ready mappings for known ERPs, recognised from the tables that a source has. */
package dev.millrace.model.pack;
