/** What a project expects of its rows, and whether the live store's rows are so. */
package dev.millrace.app.quality;
