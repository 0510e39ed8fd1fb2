package io.fss.deploy.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {

  @Test
  void cpu_time_is_user_plus_system_time_whatever_the_program_is_called() {
    // given
    String stat =
        "4711 (java) S (x) S 1 4711 4711 0 -1 4194560 9000 0 12 0 1234 566 7 8 20 0 31 0 100 0";

    // when
    double seconds = Usage.cpuSeconds(stat);

    // then
    assertThat(seconds).isEqualTo(18.0);
  }

  @Test
  void resident_memory_is_read_in_mebibytes() {
    // given
    List<String> status = List.of("Name:\tjava", "VmHWM:\t  999999 kB", "VmRSS:\t  102400 kB");

    // when
    double rss = Usage.rssMb(status);

    // then
    assertThat(rss).isEqualTo(100.0);
  }

  @Test
  void a_status_without_resident_memory_is_told_from_zero() {
    assertThat(Usage.rssMb(List.of("Name:\tkthreadd"))).isNaN();
  }

  @Test
  void the_own_process_has_used_something() {
    // when
    Usage usage = Usage.of(ProcessHandle.current());

    // then
    assertThat(usage.cpuSeconds()).isPositive();
  }
}
