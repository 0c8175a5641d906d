/** What is written about things, and the search in it. */
package dev.millrace.documents;
