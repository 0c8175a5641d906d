package dev.millrace.bench.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs jobs, each in a process of its own with the options of this one. */
final class Children {
  /** The setting of a job that is added to the class path of its process. */
  static final String MORE_CLASSES = "more-classes";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final List<String> options;

  /**
   * @param folder where the processes write their logs
   */
  Children(Path folder) {
    this(folder, ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  private Children(Path folder, List<String> options) {
    this.folder = folder;
    this.options = options;
  }

  /** The same with another limit of the heap. */
  Children withHeap(String limit) {
    List<String> changed = new ArrayList<>(options);
    changed.removeIf(option -> option.startsWith("-Xmx"));
    changed.add("-Xmx" + limit);
    return new Children(folder, changed);
  }

  Reading throughput(Job job) {
    return run(job, Reading.class);
  }

  /** Nanoseconds from a COMMIT to the change's arrival. */
  long[] latency(Job job) {
    return run(job, long[].class);
  }

  /** Reads what is there and keeps the offsets. */
  void settle(SubjectKind subject, Map<String, String> settings) {
    run(new Job(Job.Measure.SETTLE, subject, settings, 0), Integer.class);
  }

  /** Starts a job that runs until its input ends. */
  Process start(Job job) {
    try {
      return command(job).start();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start a process: " + e.getMessage(), e);
    }
  }

  private <T> T run(Job job, Class<T> form) {
    Process process = start(job);
    try {
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "A process that reads by "
                + job.subject()
                + " has failed:\n"
                + Files.readString(errors(), StandardCharsets.UTF_8));
      }
      return JSON.readValue(out.substring(out.lastIndexOf('\n') + 1), form);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read what a process measured.", e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while measuring.", e);
    }
  }

  private Path errors() {
    return folder.resolve("bench-child.err");
  }

  private ProcessBuilder command(Job job) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dmillrace.log=" + folder.resolve("bench-child.log"));
    command.add("-cp");
    command.add(
        System.getProperty("java.class.path") + job.settings().getOrDefault(MORE_CLASSES, ""));
    command.add(Child.class.getName());
    command.add(JSON.writeValueAsString(job));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()));
  }
}
