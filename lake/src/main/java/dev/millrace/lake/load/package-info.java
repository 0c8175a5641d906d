/** Bulk load: folders of files become tables of the lake. {@link Load} is the way in. */
package dev.millrace.lake.load;
