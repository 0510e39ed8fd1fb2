package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.proto.bus.v1.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyLineTest {
  private static final TallyLine RUN =
      new TallyLine(Long.MAX_VALUE, TaskStatus.SUCCEEDED, true, 1, 7_000, 0);
  private static final TallyLine SKIPPED = TallyLine.skipped(5, 3_600);

  @Test
  void what_is_written_is_read_again() {
    StringBuilder text = new StringBuilder();
    RUN.write(text);
    SKIPPED.write(text);

    assertThat(TallyLine.read(text.toString())).containsExactly(RUN, SKIPPED);
    assertThat(TallyLine.read("")).isEqualTo(List.of());
  }

  @Test
  void a_line_that_is_none_of_ours_is_refused() {
    assertThatThrownBy(() -> TallyLine.read("5,5,1,1,7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> TallyLine.read("5,77,1,1,7,0;"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("77");
  }
}
