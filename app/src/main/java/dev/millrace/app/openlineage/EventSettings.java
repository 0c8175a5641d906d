package dev.millrace.app.openlineage;

import dev.millrace.api.ErrorCode;
import dev.millrace.api.MillraceException;
import dev.millrace.app.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where events go.
 *
 * @param url takes them by HTTP POST
 * @param key that the receiver wants; empty when it wants none
 * @param file takes them too, a line each
 * @param namespace of the jobs and of the model's tables
 */
record EventSettings(Optional<URI> url, String key, Optional<Path> file, String namespace) {

  /**
   * What a project says of it.
   *
   * @param folder of the project
   * @return empty when it wants no events
   * @throws MillraceException CONFIGURATION_INVALID when the address is none
   */
  static Optional<EventSettings> of(Settings settings, Path folder) {
    String url = settings.text(Settings.OPENLINEAGE_URL);
    String file = settings.text(Settings.OPENLINEAGE_FILE);
    if (url.isEmpty() && file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new EventSettings(
            url.isEmpty() ? Optional.empty() : Optional.of(address(url)),
            settings.text(Settings.OPENLINEAGE_KEY),
            file.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(file)),
            settings.text(Settings.OPENLINEAGE_NAMESPACE)));
  }

  private static URI address(String url) {
    try {
      URI address = new URI(url);
      if (address.getHost() != null && url.matches("https?://.*")) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(url, e);
    }
    throw notAnAddress(url, null);
  }

  private static MillraceException notAnAddress(String url, URISyntaxException cause) {
    return new MillraceException(
        ErrorCode.CONFIGURATION_INVALID,
        "Cannot send OpenLineage events to: " + url + ".",
        "Give "
            + Settings.OPENLINEAGE_URL.name()
            + " in millrace.yaml an address such as http://marquez:5000/api/v1/lineage.",
        cause);
  }
}
