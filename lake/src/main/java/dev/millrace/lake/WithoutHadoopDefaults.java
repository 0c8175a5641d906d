package dev.millrace.lake;

import java.net.URL;
import java.util.regex.Pattern;

/**
 * Hides Hadoop's default settings from a thread. Iceberg's Parquet writer makes a Hadoop
 * configuration for each file, and each of them reads these files anew: nearly half of what a small
 * commit costs. On local disk nothing in them is of use.
 */
final class WithoutHadoopDefaults extends ClassLoader {
  private static final Pattern HIDDEN =
      Pattern.compile("(core|hdfs|mapred|yarn)-(default|site)\\.xml");

  WithoutHadoopDefaults(ClassLoader parent) {
    super(parent);
  }

  @Override
  public URL getResource(String name) {
    return HIDDEN.matcher(name).matches() ? null : super.getResource(name);
  }
}
