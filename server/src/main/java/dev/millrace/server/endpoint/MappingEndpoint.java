package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.Problem;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/mappings/{name}}: a mapping's text and tables. */
public final class MappingEndpoint implements Endpoint {

  /** A mapping file. */
  public record Mapping(
      String name,
      @Description("Relative to the project.") String file,
      String sql,
      MappingTables tables,
      Optional<Problem> error) {}

  /** The tables a mapping touches. */
  public record MappingTables(List<String> reads, List<String> writes) {}

  private static final Parameter<String> NAME =
      Parameter.inPath("name", "The mapping's name; a slash in it is written %2F.");

  private final Platform platform;

  public MappingEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/mappings/{name}",
            "mapping",
            "A mapping's SQL, the tables it reads and writes, and its error.",
            Route.Effort.QUICK,
            Mapping.class)
        .with(NAME)
        .refusing(ErrorCode.REQUEST_INVALID);
  }

  @Override
  public Reply handle(Request request) {
    String name = request.value(NAME);
    return Reply.ok(
        platform
            .mapping(name)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot find mapping: " + name + ".",
                        "GET /api/status lists the mappings.")));
  }
}
