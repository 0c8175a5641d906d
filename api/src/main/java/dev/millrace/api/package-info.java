/** The words every room shares: tables, types, changes, positions, options and errors. */
package dev.millrace.api;
