package dev.millrace.app.workbench;

import dev.millrace.model.pack.RecognisedPack;
import dev.millrace.suggest.Draft;
import dev.millrace.suggest.Suggester;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a source is mapped by.
 *
 * @param pack ready for its tables; then {@code proposed} is for what the pack leaves out, if that
 *     was asked for
 */
public record SourceMapping(Optional<RecognisedPack> pack, Optional<Suggester.Result> proposed) {
  /** All files, in the order in which they are to be read. */
  public List<Draft> files() {
    List<Draft> files = new ArrayList<>();
    pack.ifPresent(
        one ->
            one.files()
                .forEach(
                    (file, sql) -> files.add(new Draft(file.replaceFirst("\\.sql$", ""), sql))));
    proposed.ifPresent(
        one ->
            one.files()
                .forEach(
                    file ->
                        files.add(
                            pack.isEmpty()
                                ? file
                                : new Draft("proposed-" + file.name(), file.sql()))));
    return files;
  }
}
