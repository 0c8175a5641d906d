package dev.millrace.app.runtime;

/** Which Millrace this is. */
public final class Version {
  /** The version of this build. */
  public static final String CURRENT = "0.1.0";

  private Version() {}
}
