package dev.millrace.api;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what a failure of a running capture means, from the words of the database's driver: the
 * first rule whose words are in the stack trace. A {@link MillraceException} in the trace speaks
 * for itself.
 */
public final class FailureRules {
  private static final Pattern OWN =
      Pattern.compile("MillraceException: (Cannot [^\\n]*?\\.) ([^\\n]*) \\[([A-Z_]+)\\]");

  /**
   * A kind of failure.
   *
   * @param words a regular expression
   * @param message names what is given to the rules as {@code {name}}, and so does the remedy
   */
  public record Rule(Pattern words, ErrorCode code, String message, String remedy) {
    public Rule(String words, ErrorCode code, String message, String remedy) {
      this(Pattern.compile(words), code, message, remedy);
    }
  }

  private final List<Rule> rules;
  private final Map<String, String> names;

  /**
   * Rules for one source.
   *
   * @param names what stands in the place of {@code {name}} in messages and remedies; {@code
   *     address} must be among them
   */
  public FailureRules(List<Rule> rules, Map<String, String> names) {
    this.rules = List.copyOf(rules);
    this.names = Map.copyOf(names);
  }

  public Problem problem(Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return problem(trace.toString());
  }

  /** The same when it is a known failure that may pass, such as a server that is away. */
  public Optional<Problem> passing(Throwable cause) {
    return Optional.of(problem(cause))
        .filter(found -> found.code().retried() && found.code() != ErrorCode.SOURCE_FAILED);
  }

  /**
   * What a failure means.
   *
   * @param trace a stack trace
   */
  public Problem problem(String trace) {
    Matcher own = OWN.matcher(trace);
    if (own.find()) {
      return Problem.of(ErrorCode.valueOf(own.group(3)), own.group(1), own.group(2));
    }
    for (Rule rule : rules) {
      if (rule.words.matcher(trace).find()) {
        return Problem.of(rule.code, filled(rule.message), filled(rule.remedy));
      }
    }
    return Problem.of(
        ErrorCode.SOURCE_FAILED,
        "Cannot go on reading " + names.get("address") + ": " + innermost(trace) + ".",
        "See the log for the whole cause.");
  }

  private String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }

  private static String innermost(String trace) {
    String last = trace.lines().findFirst().orElse("");
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        last = line.substring("Caused by: ".length());
      }
    }
    return last;
  }
}
