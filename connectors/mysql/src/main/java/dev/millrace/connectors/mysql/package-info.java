/** Captures MySQL and MariaDB by their binary log. */
package dev.millrace.connectors.mysql;
