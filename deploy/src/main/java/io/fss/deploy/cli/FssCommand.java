package io.fss.deploy.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root command. Exit codes of everything below it: 0 done, 1 refused by the platform, 2 wrong
 * usage, 3 the platform cannot be reached, is unavailable or does not accept the token, 4 {@code
 * cluster status} shows a problem.
 */
@Command(
    name = "fss",
    resourceBundle = Texts.BUNDLE,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT)
public final class FssCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** The command line with everything that talks to the API; more commands may be added to it. */
  public static CommandLine commandLine() {
    return bare()
        .addSubcommand(new GroupCommand())
        .addSubcommand(new Preview())
        .addSubcommand(new TaskCommand())
        .addSubcommand(new CalendarCommand())
        .addSubcommand(new NamespaceCommand())
        .addSubcommand(new ClientCommand())
        .addSubcommand(new TokenCommand())
        .addSubcommand(new ClusterCommand());
  }

  /** The command line without a command, for what is added to it. */
  public static CommandLine bare() {
    return new CommandLine(new FssCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(FssCommand::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (failure instanceof ApiFailure api) {
      PrintWriter err = command.getErr();
      api.lines().forEach(line -> err.println(Table.plain(line)));
      err.flush();
      return api.exitCode();
    }
    throw failure;
  }
}
