package dev.millrace.app.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C and the system's wish to stop. Taken as signals and not by a shutdown hook: the JVM runs
 * all hooks at once, and those of Flink would pull its storage away from jobs that are still saving
 * their state.
 */
final class StopSignals {
  private StopSignals() {}

  /** Runs an action at the first signal; a second one ends the process at once. */
  static void onStop(Runnable action) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            action.run();
            forNextSignal();
            return null;
          }
          return method.getName().equals("hashCode") ? (Object) 0 : proxy == arguments[0];
        };
    handle(handler);
  }

  private static void forNextSignal() {
    handle(
        (proxy, method, arguments) -> {
          Runtime.getRuntime().halt(130);
          return null;
        });
  }

  /** By reflection, because the compiler warns of a class that Java does not promise to keep. */
  private static void handle(InvocationHandler handler) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Method handle = signals.getMethod("handle", signals, handlers);
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handlers}, handler);
      for (String name : new String[] {"INT", "TERM"}) {
        handle.invoke(null, signals.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot listen for signals in this Java.", e);
    }
  }
}
