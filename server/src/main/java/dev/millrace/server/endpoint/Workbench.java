package dev.millrace.server.endpoint;

import dev.millrace.server.endpoint.MappingPreviewEndpoint.MappingPreview;
import dev.millrace.server.endpoint.MappingPreviewStartEndpoint.MappingDraft;
import dev.millrace.server.endpoint.MappingTextEndpoint.MappingText;
import dev.millrace.server.endpoint.MappingsEndpoint.MappingList;
import dev.millrace.server.endpoint.SaveMappingEndpoint.SavedMapping;
import dev.millrace.server.endpoint.SuggestionEndpoint.Suggestion;
import java.util.List;
import java.util.Optional;

/** Where mappings are proposed, tried and written. Any thread may call any method. */
public interface Workbench {

  /** Is told how work goes that takes from seconds to a minute or two. */
  interface Progress {
    /**
     * A step.
     *
     * @param step what is done, such as {@code Reading rows}
     * @param done of {@code all}
     * @param all the steps of this kind
     */
    void at(String step, int done, int all);
  }

  /** The mappings of the project, as their files are now, and the sources. Reads the files. */
  MappingList mappings();

  /**
   * A mapping's file as it is now.
   *
   * @return empty when there is none of that name
   */
  Optional<MappingText> text(String name);

  /**
   * Writes a mapping's file, whole or not at all.
   *
   * @param version of the text that is replaced; empty when there is to be none yet
   * @throws dev.millrace.api.MillraceException FILE_CHANGED when that is not the file's version
   */
  SavedMapping save(String name, String sql, Optional<String> version);

  /**
   * Proposes a mapping of a source. The server calls it in the background.
   *
   * @param tables of the source that may feed the model, as {@code schema.table}; empty for all
   */
  Suggestion suggest(String source, Optional<List<String>> tables, Progress progress);

  /**
   * Runs a mapping on a sample of rows. The server calls it in the background.
   *
   * @param beside other mappings as they would be; those of the project count unless one of these
   *     has their name
   */
  MappingPreview preview(
      MappingDraft mapping, List<MappingDraft> beside, int rows, Progress progress);
}
