package io.fss.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes one calendar. */
@Command(name = "delete")
final class CalendarDelete extends ApiCommand {
  @Mixin private CalendarChoice calendar;

  @Override
  void run(ApiClient api) {
    api.delete(calendar.path());
    if (!json()) {
      out().println(Texts.of("group.deleted", calendar.named()));
    }
  }
}
