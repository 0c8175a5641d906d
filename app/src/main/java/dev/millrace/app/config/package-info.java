/** A project folder, read and checked without starting anything. */
package dev.millrace.app.config;
