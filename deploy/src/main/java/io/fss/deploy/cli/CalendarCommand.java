package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything about calendars. */
@Command(
    name = "calendar",
    subcommands = {CalendarList.class, CalendarShow.class, CalendarPut.class, CalendarDelete.class})
final class CalendarCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), Texts.of("error.command"));
  }
}
