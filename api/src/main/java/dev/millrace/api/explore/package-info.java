/** A source as a newcomer looks at it, before anything of it is captured. */
package dev.millrace.api.explore;
