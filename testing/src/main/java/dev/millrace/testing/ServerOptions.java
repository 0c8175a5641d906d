package dev.millrace.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a database server is to be started.
 *
 * @param port the TCP port on 127.0.0.1; 0 takes a free one
 * @param database created when it is not there
 * @param password of the administrator; fixed when the data folder is made
 * @param settings server settings over the usual ones; an empty value leaves the setting out, or
 *     means that the setting is a bare switch
 * @param release of the server, {@code 15} say; empty takes the usual one
 */
public record ServerOptions(
    int port,
    String database,
    String password,
    Map<String, Optional<String>> settings,
    String release) {

  public ServerOptions {
    settings = Map.copyOf(settings);
  }

  /** A free port, the database {@code test}, the password {@code secret}, settings for capture. */
  public static ServerOptions defaults() {
    return new ServerOptions(0, "test", "secret", Map.of(), "");
  }

  public ServerOptions port(int port) {
    return new ServerOptions(port, database, password, settings, release);
  }

  public ServerOptions database(String database) {
    return new ServerOptions(port, database, password, settings, release);
  }

  public ServerOptions password(String password) {
    return new ServerOptions(port, database, password, settings, release);
  }

  /**
   * Takes another release than the usual one.
   *
   * @param release how its version begins: {@code 15} of PostgreSQL, {@code 10.6} of MariaDB. Their
   *     programs are not in this module: the tests of {@code connectors/postgres} and of {@code
   *     testing} have them on their class path. Of MySQL any that is there.
   */
  public ServerOptions release(String release) {
    return new ServerOptions(port, database, password, settings, release);
  }

  /** Sets a server setting, say {@code wal_level} to {@code replica}. */
  public ServerOptions with(String setting, String value) {
    return change(setting, Optional.of(value));
  }

  /** Leaves out a setting that is usually made, say {@code log-bin}. */
  public ServerOptions without(String setting) {
    return change(setting, Optional.empty());
  }

  /** The usual settings with the changes of these options. */
  Map<String, String> over(Map<String, String> usual) {
    Map<String, String> result = new LinkedHashMap<>(usual);
    settings.forEach(
        (name, value) ->
            value.ifPresentOrElse(text -> result.put(name, text), () -> result.remove(name)));
    return result;
  }

  private ServerOptions change(String setting, Optional<String> value) {
    Map<String, Optional<String>> changed = new LinkedHashMap<>(settings);
    changed.put(setting, value);
    return new ServerOptions(port, database, password, changed, release);
  }
}
