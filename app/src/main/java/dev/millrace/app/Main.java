package dev.millrace.app;

import dev.millrace.api.MillraceException;
import dev.millrace.app.cli.BenchCommand;
import dev.millrace.app.cli.CheckCommand;
import dev.millrace.app.cli.DemoCommand;
import dev.millrace.app.cli.LakeCommand;
import dev.millrace.app.cli.LoadCommand;
import dev.millrace.app.cli.PreviewCommand;
import dev.millrace.app.cli.SqlCommand;
import dev.millrace.app.cli.StatusCommand;
import dev.millrace.app.cli.SuggestCommand;
import dev.millrace.app.cli.TailCommand;
import dev.millrace.app.cli.TestCommand;
import dev.millrace.app.cli.UpCommand;
import dev.millrace.app.cli.VerifyCommand;
import dev.millrace.app.cli.VersionCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of the command line. */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    description = {
      "Takes every change out of your systems, maps it into one supply-chain model, keeps it in an"
          + " open lakehouse and shows it live.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Start here: `millrace demo` brings up two real ERPs and everything behind them.",
      "Then copy demo/project and run `millrace up <folder>` on your own systems."
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      CheckCommand.class,
      SuggestCommand.class,
      PreviewCommand.class,
      StatusCommand.class,
      VerifyCommand.class,
      LakeCommand.class,
      LoadCommand.class,
      SqlCommand.class,
      TailCommand.class,
      BenchCommand.class,
      TestCommand.class,
      VersionCommand.class
    })
public final class Main implements Runnable {
  private static final java.util.logging.Logger BINLOG_CLIENT =
      java.util.logging.Logger.getLogger("com.github.shyiko.mysql.binlog");

  private Main() {}

  /** Runs one command; its exit status is 0 when it succeeded, 1 when not, 2 for wrong usage. */
  public static void main(String[] arguments) {
    // The binlog client speaks to java.util.logging, which would print to the console.
    BINLOG_CLIENT.setLevel(java.util.logging.Level.WARNING);
    System.exit(commandLine().execute(arguments));
  }

  /** The command line with its commands, for the program and for the reference page. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          report(failure, command.getErr());
          return 1;
        });
    return commandLine;
  }

  private static void report(Exception failure, PrintWriter err) {
    if (failure instanceof MillraceException known) {
      err.println("millrace: " + known.problem());
    } else {
      err.println("millrace: Cannot go on: " + failure + " [INTERNAL]");
      failure.printStackTrace(err);
    }
    err.flush();
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }
}
