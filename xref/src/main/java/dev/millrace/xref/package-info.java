/** Recognises the same item or organisation in several sources. */
package dev.millrace.xref;
