package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class TaskListTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private GroupInfo group;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 3, "bill");
    group = fss.create(Specs.manual("g"));
  }

  @AfterEach
  void close() {
    fss.close();
  }

  /** Two ended tasks, three on the client, two that wait. */
  private void seven() {
    for (int i = 0; i < 7; i++) {
      fss.run(group);
      fss.pass(Duration.ofMillis(10));
    }
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.client.fails(fss.edge.awaitNth("g", 2), "no");
    fss.edge.awaitSent("g", 5);
    until("three are booked", () -> fss.tasks(group, TaskStatus.DISPATCHED).size() == 3);
  }

  private TaskList list(TaskListRequest.Builder request) {
    return await(fss.bus.request(Channels.TASK_LIST, request.build()));
  }

  @Test
  void live_and_ended_tasks_are_one_list_newest_first_each_once() {
    seven();

    List<Long> ids = fss.tasks(group).stream().map(TaskInfo::getId).toList();

    assertThat(ids)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void pages_follow_each_other_without_a_gap() {
    seven();
    List<Long> all = fss.tasks(group).stream().map(TaskInfo::getId).toList();

    assertThat(paged(TaskListRequest.newBuilder())).isEqualTo(all);
  }

  @Test
  void tasks_of_a_span_are_listed_by_their_moments_however_late_they_were_planned() {
    // given: the moments of the first two lie among those of the others
    seven();
    List<Long> planned = new ArrayList<>(fss.tasks(group).stream().map(TaskInfo::getId).toList());
    Collections.reverse(planned);
    fss.write("UPDATE task_history SET planned_at = planned_at + 45");
    TaskListRequest.Builder span = TaskListRequest.newBuilder().setFromMs(1);

    // when
    List<Long> ids = paged(span);

    // then
    assertThat(ids)
        .containsExactlyElementsOf(
            IntStream.of(6, 1, 5, 0, 4, 3, 2).mapToObj(planned::get).toList());
  }

  private List<Long> paged(TaskListRequest.Builder request) {
    List<Long> ids = new ArrayList<>();
    TaskList page = list(request.setLimit(2));
    while (true) {
      page.getTasksList().forEach(task -> ids.add(task.getId()));
      if (page.getNext().isEmpty()) {
        return ids;
      }
      page = list(request.setBefore(page.getNext()));
    }
  }

  @Test
  void a_page_that_is_continued_by_the_end_of_another_order_is_refused() {
    assertThat(
            failure(
                fss.bus.request(
                    Channels.TASK_LIST,
                    TaskListRequest.newBuilder().setFromMs(1).setBefore("7").build())))
        .hasMessageContaining("before '7': must be the `next` of a page with the same filter");
    assertThat(
            failure(
                fss.bus.request(
                    Channels.TASK_LIST, TaskListRequest.newBuilder().setBefore("7-7").build())))
        .hasMessageContaining("before");
  }

  @Test
  void tasks_are_found_by_status_client_time_and_namespace() {
    seven();
    GroupInfo other = fss.create(Specs.manual("other").setNamespace("elsewhere"));
    fss.run(other);
    long third = fss.tasks(group).get(4).getPlannedAtMs();

    assertThat(list(TaskListRequest.newBuilder().addStatuses(TaskStatus.FAILED)).getTasksList())
        .extracting(TaskInfo::getMessage)
        .containsExactly("no");
    assertThat(
            list(TaskListRequest.newBuilder()
                    .addStatuses(TaskStatus.SUCCEEDED)
                    .addStatuses(TaskStatus.WAITING)
                    .setGroupId(group.getId()))
                .getTasksList())
        .hasSize(3);
    assertThat(list(TaskListRequest.newBuilder().setClient("c1")).getTasksList()).hasSize(5);
    assertThat(
            list(TaskListRequest.newBuilder().setFromMs(third).setToMs(third + 11)).getTasksList())
        .hasSize(2);
    assertThat(list(TaskListRequest.newBuilder().setNamespace("elsewhere")).getTasksList())
        .extracting(TaskInfo::getGroup)
        .containsExactly("other");
  }

  @Test
  void a_task_that_is_asked_for_by_id_and_is_not_there_is_an_empty_list() {
    assertThat(list(TaskListRequest.newBuilder().setId(4711)).getTasksList()).isEmpty();
  }
}
