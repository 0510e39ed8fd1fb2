package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about task groups. */
@Command(
    name = "group",
    subcommands = {
      GroupList.class,
      GroupShow.class,
      GroupCreate.class,
      GroupUpdate.class,
      GroupPreview.class,
      GroupEnable.class,
      GroupDisable.class,
      GroupRun.class,
      GroupCancel.class,
      GroupRollups.class,
      GroupDelete.class
    })
final class GroupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }
}
