package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint is: the web server, OpenAPI, the reference page and the UI's types read this one
 * definition.
 *
 * @param method of HTTP
 * @param path with parameters in braces, for example {@code /api/mappings/{name}}
 * @param name what a caller's function would be called, in camel case
 * @param summary one sentence
 * @param text the rest a caller should know; empty when nothing
 * @param effort whether it waits for anything
 * @param parameters of the address
 * @param body the record that the request carries; empty when none
 * @param answer what comes back when all is well
 * @param errors the codes it may answer with, besides those that any endpoint may
 */
public record Route(
    Method method,
    String path,
    String name,
    String summary,
    String text,
    Effort effort,
    List<Parameter<?>> parameters,
    Optional<Class<? extends Record>> body,
    Answer answer,
    List<ErrorCode> errors) {

  /** The methods that endpoints use. */
  public enum Method {
    GET,
    POST,
    PUT,
    DELETE
  }

  /** Whether handling a request waits for anything. */
  public enum Effort {
    /** Answers from memory, at once. */
    QUICK,
    /** May wait for a disk: it is run by one of a few threads kept for that. */
    SLOW,
    /**
     * Takes a body of whatever form, and waits until it is in the log: it is brought to its end by
     * one of a few threads kept for that, also when its caller has gone.
     */
    INTAKE,
    /** Runs a query of the caller's: it is run by one of a few threads kept for that. */
    QUERY
  }

  /** What comes back. */
  public sealed interface Answer {
    int status();

    /** One JSON value. */
    record Json(int status, Type type) implements Answer {}

    /** Rows, as JSON or, if asked, in other forms. */
    record Rows(Type json, List<String> otherContentTypes) implements Answer {
      @Override
      public int status() {
        return 200;
      }
    }

    /**
     * Server-sent events.
     *
     * @param events the record of each event's data, by the event's name
     */
    record Events(Map<String, Type> events) implements Answer {
      @Override
      public int status() {
        return 200;
      }
    }

    /** A text that has a definition of its own. */
    record Text(String contentType) implements Answer {
      @Override
      public int status() {
        return 200;
      }
    }
  }

  static Route get(String path, String name, String summary, Effort effort, Type answer) {
    return new Route(
        Method.GET,
        path,
        name,
        summary,
        "",
        effort,
        List.of(),
        Optional.empty(),
        new Answer.Json(200, answer),
        List.of());
  }

  static Route of(Method method, String path, String name, String summary, Answer answer) {
    return new Route(
        method,
        path,
        name,
        summary,
        "",
        Effort.QUICK,
        List.of(),
        Optional.empty(),
        answer,
        List.of());
  }

  Route saying(String more) {
    return new Route(method, path, name, summary, more, effort, parameters, body, answer, errors);
  }

  Route costing(Effort more) {
    return new Route(method, path, name, summary, text, more, parameters, body, answer, errors);
  }

  Route with(Parameter<?>... those) {
    return new Route(
        method, path, name, summary, text, effort, List.of(those), body, answer, errors);
  }

  Route taking(Class<? extends Record> type) {
    return new Route(
        method, path, name, summary, text, effort, parameters, Optional.of(type), answer, errors);
  }

  Route refusing(ErrorCode... codes) {
    return new Route(
        method, path, name, summary, text, effort, parameters, body, answer, List.of(codes));
  }
}
