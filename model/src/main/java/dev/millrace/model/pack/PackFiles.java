package dev.millrace.model.pack;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads packs from the resources beside this class. */
final class PackFiles {
  private PackFiles() {}

  static Pack read(String name) {
    Map<?, ?> yaml =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(text(name, "pack.yaml"));
    Map<String, List<String>> variants = new LinkedHashMap<>();
    map(yaml, "variants")
        .forEach((variant, columns) -> variants.put(variant.toString(), texts(columns)));
    Map<String, List<Pack.Choice>> choices = new LinkedHashMap<>();
    map(yaml, "choices")
        .forEach((choice, alternatives) -> choices.put(choice.toString(), choices(alternatives)));
    Map<String, String> functions = new LinkedHashMap<>();
    map(yaml, "functions")
        .forEach((function, sql) -> functions.put(function.toString(), sql.toString()));
    Map<String, String> files = new LinkedHashMap<>();
    texts(yaml.get("files")).forEach(file -> files.put(file, text(name, file)));
    return new Pack(
        name,
        yaml.get("title").toString(),
        (Integer) yaml.get("version"),
        texts(yaml.get("has")),
        variants,
        choices,
        functions,
        files);
  }

  private static Map<?, ?> map(Map<?, ?> yaml, String key) {
    return yaml.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<String> texts(Object list) {
    List<String> texts = new ArrayList<>();
    if (list instanceof List<?> all) {
      all.forEach(text -> texts.add(text.toString()));
    }
    return texts;
  }

  private static List<Pack.Choice> choices(Object alternatives) {
    List<Pack.Choice> choices = new ArrayList<>();
    for (Object alternative : (List<?>) alternatives) {
      Map<?, ?> choice = (Map<?, ?>) alternative;
      choices.add(new Pack.Choice(texts(choice.get("when")), choice.get("sql").toString()));
    }
    return choices;
  }

  private static String text(String pack, String file) {
    try (InputStream in = PackFiles.class.getResourceAsStream(pack + "/" + file)) {
      if (in == null) {
        throw new MillraceException(
            ErrorCode.INTERNAL,
            "Cannot read pack " + pack + ": " + file + " is missing.",
            "Build the module model again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read pack " + pack + ": " + file + ".", e);
    }
  }
}
