package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about namespaces. */
@Command(
    name = "namespace",
    subcommands = {
      NamespaceList.class,
      NamespacePause.class,
      NamespaceResume.class,
      NamespaceRollups.class
    })
final class NamespaceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }
}
