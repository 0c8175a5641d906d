/** Mappings before they go live: tried on rows of their sources. */
package dev.millrace.app.workbench;
