/** Where every load is. */
package dev.millrace.track;
