package dev.millrace.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The making of one answer by one thread, which is interrupted when the client goes. */
final class Job {
  private final Thread thread = Thread.currentThread();
  private boolean ended;
  private boolean gone;

  /** The client has gone. */
  synchronized void cancel() {
    gone = true;
    if (!ended) {
      thread.interrupt();
    }
  }

  /** Called by the job's own thread, which may do other work afterwards. */
  synchronized void end() {
    ended = true;
    // An interrupt meant for this job must not reach the next.
    var unused = Thread.interrupted();
  }

  synchronized boolean clientIsGone() {
    return gone;
  }

  private synchronized void writeFailed() {
    gone = true;
  }

  /**
   * The way to the client. It is not flushed before the answer is complete: as long as an answer
   * fits the buffer, a failure can still take its place.
   */
  OutputStream output(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          out.write(bytes, offset, length);
        } catch (IOException e) {
          writeFailed();
          throw e;
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
