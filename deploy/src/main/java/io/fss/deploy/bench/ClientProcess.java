package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running {@link BenchClient}, asked line by line. */
final class ClientProcess {
  private static final int QUEUED = 1_000;
  private static final int READY_WITHIN_S = 60;
  private static final int ANSWER_WITHIN_S = 30;
  private static final String GONE = "";

  private final String name;
  private final Child child;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(QUEUED);
  private final PrintWriter questions;

  private ClientProcess(String name, Child child) {
    this.name = name;
    this.child = child;
    this.questions = new PrintWriter(child.process().outputWriter(StandardCharsets.UTF_8), true);
    Thread reader = new Thread(this::read, "bench-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  static ClientProcess start(String name, Site site, BenchOptions options) {
    Child child =
        Child.start(
            name,
            options.clientJvm(),
            List.of(BenchClient.class.getName()),
            site.clientEnvironment(name, options.capacity()),
            site.folder().resolve(name + ".log"),
            true);
    return new ClientProcess(name, child);
  }

  private void read() {
    try (BufferedReader lines = child.process().inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BenchClient.MARK)) {
          answers.put(line.substring(BenchClient.MARK.length()));
        }
      }
      answers.put(GONE);
    } catch (IOException e) {
      // The process was ended while it was read: whoever waits for an answer notices by its bound.
      answers.offer(GONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Child child() {
    return child;
  }

  void awaitReady() throws InterruptedException {
    String line = answer(READY_WITHIN_S);
    if (!line.equals(BenchClient.READY)) {
      throw new RunFailure("%s said '%s' instead of ready".formatted(name, line));
    }
  }

  void window(Plan plan) throws InterruptedException {
    questions.println("window %d %d".formatted(plan.from(), plan.to()));
    answer(ANSWER_WITHIN_S);
  }

  /** Starts so far within the window. */
  long counted() throws InterruptedException {
    questions.println("counted");
    return Long.parseLong(answer(ANSWER_WITHIN_S));
  }

  ClientResults results() throws InterruptedException {
    questions.println("results");
    List<String> lines = new ArrayList<>();
    do {
      lines.add(answer(ANSWER_WITHIN_S));
    } while (!lines.get(lines.size() - 1).equals(ClientResults.END));
    return ClientResults.of(lines);
  }

  private String answer(int seconds) throws InterruptedException {
    String line = answers.poll(seconds, TimeUnit.SECONDS);
    if (line == null || line.equals(GONE)) {
      child.requireAlive();
      throw new RunFailure("%s did not answer within %d s".formatted(name, seconds));
    }
    return line;
  }
}
