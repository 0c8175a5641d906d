/** How SQL sees the search in texts. */
package dev.millrace.api.search;
