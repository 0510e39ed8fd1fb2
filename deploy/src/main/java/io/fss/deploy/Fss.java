package io.fss.deploy;

import io.fss.deploy.cli.FssCommand;

/** The program {@code fss}: the platform and its command line. */
public final class Fss {
  private Fss() {}

  /** Runs a command; its exit code is the program's. */
  public static void main(String[] args) {
    System.exit(FssCommand.commandLine().addSubcommand(new ServerCommand()).execute(args));
  }
}
