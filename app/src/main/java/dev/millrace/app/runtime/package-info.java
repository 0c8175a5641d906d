/** The embedded runtime: starts every part in one process, watches it, stops it in order. */
package dev.millrace.app.runtime;
