package dev.millrace.server;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.server.endpoint.MappingPreviewEndpoint;
import dev.millrace.server.endpoint.MappingPreviewEndpoint.MappingPreview;
import dev.millrace.server.endpoint.MappingPreviewStartEndpoint.MappingDraft;
import dev.millrace.server.endpoint.MappingTextEndpoint.MappingText;
import dev.millrace.server.endpoint.MappingsEndpoint.MappableSource;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingFileState;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingList;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingSummary;
import dev.millrace.server.endpoint.SaveMappingEndpoint.SavedMapping;
import dev.millrace.server.endpoint.SaveMappingEndpoint.TakesEffect;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedFile;
import dev.millrace.server.endpoint.SuggestionEndpoint.SuggestedTable;
import dev.millrace.server.endpoint.SuggestionEndpoint.Suggestion;
import dev.millrace.server.endpoint.Workbench;
import java.util.List;
import java.util.Optional;

/** A workbench with one mapping, whose version is its text. */
final class FakeWorkbench implements Workbench {
  private String sql = "INSERT INTO model.item SELECT 1";

  @Override
  public MappingList mappings() {
    return new MappingList(
        List.of(
            new MappingSummary(
                "plant/items",
                "mappings/plant/items.sql",
                MappingFileState.RUNNING,
                List.of("plant.public.item"),
                List.of("model.item"),
                Optional.of(0.5),
                Optional.empty())),
        List.of(new MappableSource("plant", "postgres")));
  }

  @Override
  public Optional<MappingText> text(String name) {
    return name.equals("plant/items")
        ? Optional.of(new MappingText(name, "mappings/plant/items.sql", sql, sql))
        : Optional.empty();
  }

  @Override
  public SavedMapping save(String name, String text, Optional<String> version) {
    if (!version.equals(Optional.of(sql))) {
      throw new MillraceException(
          ErrorCode.FILE_CHANGED, "Cannot write mapping " + name + ": it changed.", "Read it.");
    }
    sql = text;
    return new SavedMapping(name, "mappings/plant/items.sql", text, TakesEffect.REPLAY);
  }

  @Override
  public Suggestion suggest(String source, Optional<List<String>> tables, Progress progress) {
    if (source.equals("broken")) {
      throw new IllegalStateException("secret inside");
    }
    progress.at("Sampling rows", 1, 2);
    return new Suggestion(
        source,
        Optional.empty(),
        List.of(
            new SuggestedTable(
                "item",
                tables.map(List::toString).orElse("public.item"),
                2_000,
                0.99,
                "its name",
                List.of(),
                List.of(),
                List.of("colour"))),
        List.of(),
        List.of("public.log"),
        List.of(new SuggestedFile(source + "/items", sql, Optional.empty())),
        List.of());
  }

  @Override
  public MappingPreview preview(
      MappingDraft mapping, List<MappingDraft> beside, int rows, Progress progress) {
    if (mapping.sql().isBlank()) {
      throw new MillraceException(
          ErrorCode.MAPPING_INVALID, "Cannot use mapping: it is empty.", "Write it.");
    }
    return new MappingPreview(
        mapping.name(),
        true,
        List.of(
            new MappingPreviewEndpoint.PreviewedSource(
                "plant.public.item", rows, 0, true, rows, List.of("colour"), Optional.empty())),
        List.of(),
        List.of());
  }
}
