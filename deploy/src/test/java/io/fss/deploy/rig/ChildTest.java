package io.fss.deploy.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose end was wanted, held against real processes. */
@Timeout(60)
class ChildTest {
  private static final String LIVES = "echo ready; read word";

  @TempDir private Path folder;
  private final BlockingQueue<RunFailure> told = new LinkedBlockingQueue<>();
  private Child child;

  @AfterEach
  void end() {
    if (child != null) {
      child.close();
    }
  }

  @Test
  void an_end_that_nobody_asked_for_is_told_with_its_exit_code_and_what_was_logged_last()
      throws Exception {
    // given
    start("echo first >&2; echo last words >&2; exit 7");

    // when
    await(child.watch(told::add));

    // then
    RunFailure failure = told.remove();
    assertThat(failure).hasMessage("worker ended by itself with exit code 7");
    assertThat(failure.log()).containsExactly("first", "last words");
    assertThat(told).isEmpty();
  }

  @Test
  void an_end_by_a_signal_of_others_is_told() throws Exception {
    // given
    startReady(LIVES);
    CompletableFuture<Void> watched = child.watch(told::add);

    // when
    child.process().destroyForcibly();
    await(watched);

    // then
    assertThat(told.remove()).hasMessage("worker ended by itself with exit code 137");
  }

  @Test
  void ends_that_were_wanted_are_not_told() throws Exception {
    // given
    List<Ending> endings = List.of(Child::kill, Child::stop, Child::close);
    for (Ending ending : endings) {
      startReady(LIVES);
      CompletableFuture<Void> watched = child.watch(told::add);

      // when
      ending.end(child);
      await(watched);

      // then
      assertThat(child.process().isAlive()).isFalse();
      assertThat(told).isEmpty();
    }
  }

  @Test
  void whoever_kills_or_stops_what_had_ended_by_itself_is_told_so() throws Exception {
    // given
    start("exit 7");
    assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();

    // when, then
    assertThatThrownBy(child::kill).hasMessage("worker ended by itself with exit code 7");
    assertThatThrownBy(child::stop).hasMessage("worker ended by itself with exit code 7");
    assertThatThrownBy(child::letEnd).hasMessage("worker ended by itself with exit code 7");
  }

  @Test
  void a_process_that_dies_in_the_moment_in_which_it_is_stopped_is_known_by_its_exit_code()
      throws Exception {
    // given
    startReady("trap 'exit 9' TERM; " + LIVES);

    // when, then
    assertThatThrownBy(child::stop)
        .hasMessage("worker was to end with exit code [0, 143], but ended with 9");
  }

  @Test
  void the_end_of_a_process_that_others_started_is_told_unless_it_was_wanted() throws Exception {
    // given
    startReady(LIVES);
    Child adopted = Child.adopt("server", child.process().pid(), null);
    CompletableFuture<Void> watched = adopted.watch(told::add);

    // when
    child.kill();
    await(watched);

    // then
    assertThat(told.remove()).hasMessageStartingWith("server ended by itself");

    // when
    startReady(LIVES);
    adopted = Child.adopt("server", child.process().pid(), null);
    watched = adopted.watch(told::add);
    adopted.kill();
    await(watched);

    // then
    assertThat(told).isEmpty();
  }

  /** One way to end a process. */
  private interface Ending {
    void end(Child child) throws InterruptedException;
  }

  private void start(String script) {
    child =
        Child.startCommand(
            "worker", List.of("/bin/sh", "-c", script), Map.of(), folder.resolve("log"), true);
  }

  private void startReady(String script) throws IOException {
    start(script);
    BufferedReader said = child.process().inputReader();
    assertThat(said.readLine()).isEqualTo("ready");
  }

  private static void await(CompletableFuture<Void> watched) throws Exception {
    watched.get(30, TimeUnit.SECONDS);
  }
}
