package io.fss.deploy;

import io.fss.kernel.Clock;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fss server}: runs the platform until the process is asked to stop. */
@Command(name = ServerCommand.NAME)
public final class ServerCommand implements Callable<Integer> {
  static final String NAME = "server";
  private static final Logger log = LoggerFactory.getLogger(ServerCommand.class);
  // Beyond the time it waits for a database server.
  private static final int STARTED_WITHIN_S = 60;
  private static final int STOPPED_WITHIN_S = 20;

  @Option(names = "--settings", paramLabel = "FILE", descriptionKey = "server.settings")
  private Path file;

  @Option(names = "--watch", descriptionKey = "server.watch")
  private boolean watch;

  @Option(names = "--check", descriptionKey = "server.check")
  private boolean check;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws Exception {
    FssServer server;
    int within = STARTED_WITHIN_S;
    try {
      Settings settings = Settings.read(file, System.getenv());
      LogSetup.use(settings.logging().format());
      within += (int) settings.db().startWithin().toSeconds();
      server = new FssServer(settings, Clock.system(), this::announce);
      wait(server.start(), within);
    } catch (IllegalArgumentException | IllegalStateException e) {
      log.error("the platform does not start: {}", e.getMessage());
      return 2;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalStateException known) {
        log.error("the platform does not start: {}", known.getMessage());
        return 2;
      }
      log.error("the platform does not start", e.getCause());
      return 1;
    } catch (TimeoutException e) {
      log.error("the platform does not start within {} s", within);
      return 1;
    }
    if (check) {
      wait(server.stop(), STOPPED_WITHIN_S);
      return 0;
    }
    if (watch) {
      new Watch(server.vertxInstance(), server.bus(), out::println).start();
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, stopped), "fss-stop"));
    stopped.await();
    return 0;
  }

  private void announce(String line) {
    out.println(line);
  }

  private static void stop(FssServer server, CountDownLatch stopped) {
    try {
      wait(server.stop(), STOPPED_WITHIN_S);
      log.info("stopped");
    } catch (ExecutionException | TimeoutException e) {
      log.warn("not everything stopped in time; what was committed is safe", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private static void wait(io.vertx.core.Future<Void> future, int seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
