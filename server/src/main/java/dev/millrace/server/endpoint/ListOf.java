package dev.millrace.server.endpoint;

import java.lang.reflect.Type;

/**
 * A list as the type of a whole answer, where {@code List<T>.class} cannot be written.
 *
 * @param element the type of its elements
 */
public record ListOf(Class<?> element) implements Type {}
