package dev.millrace.server;

/** The client has closed the connection: nobody is left to tell. */
final class ClientGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGone(Throwable cause) {
    super(cause);
  }
}
