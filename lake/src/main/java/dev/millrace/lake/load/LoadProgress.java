package dev.millrace.lake.load;

/**
 * How far a load is.
 *
 * @param table that is being loaded
 * @param step what is being done
 * @param files that are done in this step, of all tables
 * @param filesTotal to be done
 * @param bytes of the files that are done; of one registered in place its whole size counts
 * @param bytesTotal of the files to be done
 * @param bytesRead really read so far, in all steps
 */
public record LoadProgress(
    String table,
    Step step,
    long files,
    long filesTotal,
    long bytes,
    long bytesTotal,
    long bytesRead) {

  /** What is being done. */
  public enum Step {
    /** Reads text through to find the types of its columns. */
    SURVEYING,
    /** Registers, copies and converts. */
    LOADING
  }

  /** Hears of progress, on the loading thread. */
  @FunctionalInterface
  public interface Listener {
    void at(LoadProgress progress);
  }
}
