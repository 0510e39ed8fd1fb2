package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about clients. */
@Command(
    name = "client",
    subcommands = {
      ClientList.class,
      ClientKick.class,
      ClientDrain.class,
      ClientPause.class,
      ClientLift.class,
      ClientRules.class
    })
final class ClientCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }
}
