package io.fss.deploy;

import io.fss.deploy.cli.FssCommand;
import picocli.CommandLine;

/** The program {@code fss}: the platform and its command line. */
public final class Fss {
  private Fss() {}

  /** Runs a command; its exit code is the program's. */
  public static void main(String[] args) {
    // A platform is light: it does not load the commands that talk to one.
    boolean alone = args.length > 0 && args[0].equals(ServerCommand.NAME);
    CommandLine commands = alone ? FssCommand.bare() : FssCommand.commandLine();
    System.exit(commands.addSubcommand(new ServerCommand()).execute(args));
  }
}
