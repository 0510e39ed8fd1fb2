package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about tasks. */
@Command(
    name = "task",
    subcommands = {
      TaskList.class,
      TaskShow.class,
      TaskLogs.class,
      TaskCancel.class,
      TaskRerun.class
    })
final class TaskCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }
}
