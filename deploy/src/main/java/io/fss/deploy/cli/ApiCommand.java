package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks the API and prints what it answers. */
abstract class ApiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  /** Does it; an {@link ApiFailure} ends the command with its exit code. */
  abstract void run(ApiClient api);

  @Override
  public final Integer call() {
    try {
      run(connection.client());
      return exitCode();
    } finally {
      out().flush();
    }
  }

  /** What a command ends with that was done. */
  int exitCode() {
    return 0;
  }

  /** What to throw when the options do not fit together. */
  final ParameterException wrongUsage(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final boolean json() {
    return connection.json();
  }

  /** Prints the API's answer, or else what people read. */
  final void print(JsonObject answer, Runnable readable) {
    if (json()) {
      out().println(answer.encodePrettily());
    } else {
      readable.run();
    }
  }

  /** Tells how a list continues; not part of the output. */
  final void tellMore(JsonObject page, String option) {
    String next = page.getString("next");
    if (next != null) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(Texts.of("list.more", option, next));
      err.flush();
    }
  }
}
