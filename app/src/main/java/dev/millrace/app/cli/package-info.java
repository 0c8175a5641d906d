/** The command line. */
package dev.millrace.app.cli;
