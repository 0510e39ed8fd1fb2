package io.fss.deploy.faults;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Seat;
import io.fss.deploy.rig.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One client name: the processes that have it one after the other, and their way to the platform.
 */
final class ClientSeat {
  private static final int CAPACITY = 48;

  private final Site site;
  private final String name;
  private final String mode;
  private final int port;
  private final Wire wire;
  private final List<String> processes = new ArrayList<>();
  private final Seat seat;

  /**
   * Starts nothing yet.
   *
   * @param mode {@code direct}, {@code stream} or {@code auto}
   * @param port where the client listens, if it does
   */
  ClientSeat(Site site, String name, String mode, int port, Wire wire) {
    this.site = site;
    this.name = name;
    this.mode = mode;
    this.port = port;
    this.wire = wire;
    this.seat = new Seat(name);
  }

  String name() {
    return name;
  }

  Wire wire() {
    return wire;
  }

  /** Tells when one of its processes ends although nobody ended it. */
  void watch(Consumer<RunFailure> alarm) {
    seat.watch(alarm);
  }

  void start() {
    seat.start(this::process);
  }

  private Child process() {
    String process = name + "-" + (processes.size() + 1);
    processes.add(process);
    Map<String, String> environment = new HashMap<>(site.clientEnvironment(name, CAPACITY));
    environment.put("FSS_CLIENT_ADDRESS", wire.edges());
    environment.put("FSS_CLIENT_MODE", mode);
    environment.put("FSS_CLIENT_PORT", Integer.toString(port));
    environment.put("FSS_CLIENT_ADVERTISED_HOST", wire.endpointHost());
    environment.put("FSS_CLIENT_ADVERTISED_PORT", Integer.toString(wire.endpointPort()));
    return Child.start(
        process,
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dfss.faults.sdk=" + sdk(process),
            "-Dlogback.configurationFile=io/fss/deploy/faults/client-logback.xml"),
        List.of(FaultClient.class.getName(), history(process).toString()),
        environment,
        site.folder().resolve(process + ".log"),
        false);
  }

  private Path history(String process) {
    return site.folder().resolve(process + ".history");
  }

  private Path sdk(String process) {
    return site.folder().resolve(process + ".sdk");
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    seat.child().kill();
    noteGone();
  }

  /** SIGTERM; returns when it has drained and ended. */
  void stop() throws InterruptedException {
    seat.child().stop();
    noteGone();
  }

  /** From here on it did nothing: said by us, since the dead cannot. */
  private void noteGone() {
    Path file = history(processes.get(processes.size() - 1));
    List<String> all = new ArrayList<>(lines(file));
    all.add("%s %d".formatted(ProcessStory.GONE, System.nanoTime()));
    try {
      Files.write(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void freeze() throws InterruptedException {
    seat.child().freeze();
  }

  void thaw() throws InterruptedException {
    seat.child().thaw();
  }

  /** What its processes saw. */
  List<ProcessStory> stories() {
    return processes.stream().map(this::story).toList();
  }

  private ProcessStory story(String process) {
    return new ProcessStory(process).read(lines(history(process))).readSdk(lines(sdk(process)));
  }

  /** The whole lines of a file: the last one may be being written, or be cut off by a kill. */
  private static List<String> lines(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its process at once; none is started any more. */
  void close() {
    seat.close();
  }
}
