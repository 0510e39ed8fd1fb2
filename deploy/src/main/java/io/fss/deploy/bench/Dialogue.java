package io.fss.deploy.bench;

import io.fss.deploy.rig.Child;
import io.fss.deploy.rig.RunFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that is asked by lines on its input and answers by lines that begin with a mark. */
final class Dialogue {
  static final String READY = "ready";
  // The JVM, or a library that starts, may write lines of its own to the same output.
  static final String MARK = "bench ";
  private static final int QUEUED = 1_000;
  private static final int READY_WITHIN_S = 60;
  private static final int ANSWER_WITHIN_S = 30;
  private static final String GONE = "";

  private final String name;
  private final Child child;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(QUEUED);
  private final PrintWriter questions;

  Dialogue(String name, Child child) {
    this.name = name;
    this.child = child;
    this.questions = new PrintWriter(child.process().outputWriter(StandardCharsets.UTF_8), true);
    Thread reader = new Thread(this::read, "bench-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = child.process().inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(MARK)) {
          answers.put(line.substring(MARK.length()));
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
    if (!line.equals(READY)) {
      throw new RunFailure("%s said '%s' instead of ready".formatted(name, line));
    }
  }

  String ask(String question) throws InterruptedException {
    questions.println(question);
    return next();
  }

  /** One more line of an answer. */
  String next() throws InterruptedException {
    return answer(ANSWER_WITHIN_S);
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
