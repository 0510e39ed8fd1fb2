package io.fss.deploy.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Database servers that end, wanted or not. */
@Timeout(240)
class StoreIT {
  @TempDir private Path folder;
  private final BlockingQueue<RunFailure> told = new LinkedBlockingQueue<>();
  private final Set<Long> before =
      ProcessHandle.allProcesses().map(ProcessHandle::pid).collect(Collectors.toSet());
  private Store store;

  @AfterEach
  void end() {
    if (store != null) {
      store.close();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SQLITE")
  void restarts_and_the_end_of_the_store_are_not_told_and_nothing_is_left(Storage.Kind kind)
      throws InterruptedException {
    // given
    open(kind);

    // when
    store.restart(true);
    store.restart(false);
    store.close();

    // then
    assertThat(told).isEmpty();
    assertThat(servers()).isEmpty();
    assertThatThrownBy(() -> store.restart(true)).hasMessageContaining("the run is over");
  }

  @Test
  void the_end_of_a_server_that_nobody_ended_is_told_and_it_is_not_restarted()
      throws InterruptedException {
    // given
    open(Storage.Kind.POSTGRES);

    // when
    servers().forEach(ProcessHandle::destroyForcibly);

    // then
    assertThat(told.poll(60, TimeUnit.SECONDS)).hasMessageContaining("ended by itself");
    assertThatThrownBy(() -> store.restart(true)).hasMessageContaining("ended by itself");
    store.close();
    assertThat(servers()).isEmpty();
  }

  private void open(Storage.Kind kind) {
    store = new Storage(kind, null).open(folder, false);
    store.watch(told::add);
  }

  /** Those whose files are in this test's folder. */
  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(process -> !before.contains(process.pid()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().commandLine().orElse("").contains(folder + "/"))
        .toList();
  }
}
