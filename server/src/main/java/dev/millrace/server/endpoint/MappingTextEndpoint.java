package dev.millrace.server.endpoint;

import dev.millrace.api.ErrorCode;

/** {@code GET /api/mapping-texts/{name}}: a mapping's file as it is now. */
public final class MappingTextEndpoint implements Endpoint {

  /** A mapping's file. */
  public record MappingText(
      String name,
      @Description("Relative to the project.") String file,
      String sql,
      @Description("Changes with the text; to be given when it is written.") String version) {}

  static final Parameter<String> NAME =
      Parameter.inPath("name", "The mapping's name; a slash in it is written %2F.");

  private final Platform platform;

  public MappingTextEndpoint(Platform platform) {
    this.platform = platform;
  }

  @Override
  public Route route() {
    return Route.get(
            "/api/mapping-texts/{name}",
            "mappingText",
            "A mapping's file as it is now, which may not be what runs.",
            Route.Effort.SLOW,
            MappingText.class)
        .with(NAME)
        .refusing(ErrorCode.REQUEST_INVALID);
  }

  @Override
  public Reply handle(Request request) {
    String name = request.value(NAME);
    return Reply.ok(
        platform
            .workbench()
            .text(name)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "Cannot find mapping: " + name + ".",
                        "GET /api/mappings lists the mappings.")));
  }
}
