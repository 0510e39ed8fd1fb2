package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do to a group while its tasks are on their way. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class InterleavingTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private void update(GroupInfo group, GroupSpec.Builder spec) {
    await(
        fss.bus.request(
            Channels.GROUP_UPDATE,
            GroupUpdateRequest.newBuilder()
                .setId(group.getId())
                .setVersion(group.getVersion())
                .setSpec(spec)
                .build()));
  }

  @Test
  void a_task_that_never_reached_its_client_is_not_started_once_its_group_is_disabled() {
    // given a dispatch that nobody answered, and a group that is disabled meanwhile
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(session);
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.disable(group);

    // when the client says that it never came
    fss.edge.answers(session, Answer.ACCEPTED);
    fss.client.answers(sent, AttemptAnswer.State.NOT_STARTED);

    // then it is put down as skipped, and nobody gets it
    assertThat(fss.awaitStatus(sent.task(), TaskStatus.SKIPPED).getMessage()).contains("disabled");
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void the_task_after_an_edit_runs_the_new_job_also_when_the_old_one_was_running() {
    fss.registry.online("c1", 5, "bill", "ship");
    GroupSpec.Builder spec = Specs.group("g", Specs.delay(1_000, 0));
    GroupInfo group = fss.create(spec);
    FakeEdge.Sent running = fss.edge.awaitNth("g", 1);

    update(fss.group(group.getId()), spec.setJob("ship"));
    fss.client.succeeds(running);
    fss.pass(Duration.ofSeconds(1));

    assertThat(fss.edge.awaitNth("g", 2).execution().getJob()).isEqualTo("ship");
  }

  @Test
  void a_task_that_was_moved_while_it_waited_for_a_slot_still_runs_once() {
    // given a client without a free slot, and a due task that waits for one
    fss.registry.online("c1", 2, "bill");
    GroupInfo busy = fss.create(Specs.manual("busy"));
    fss.run(busy);
    fss.run(busy);
    List<FakeEdge.Sent> both = fss.edge.awaitSent("busy", 2);
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.pass(Duration.ofSeconds(1));

    // when the operator moves it, its new time comes, and both slots are free at once
    update(fss.group(group.getId()), Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.pass(Duration.ofSeconds(1));
    fss.client.report(
        both.get(0).session(),
        FakeClient.end(both.get(0), fss.client.success()),
        FakeClient.end(both.get(1), fss.client.success()));

    // then the moved one runs, and nothing is called an overlap
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void a_batch_of_large_tasks_stays_below_what_a_client_takes_in() {
    // given 40 tasks of 60 KiB that are due at one instant, for one client
    String session = fss.registry.online("c1", 100, "bill");
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    fss.edge.script(
        session,
        batch -> {
          sizes.add(batch.getSerializedSize());
          return FakeEdge.answer(batch, Answer.ACCEPTED);
        });
    String data = "{\"a\":\"" + "x".repeat(60_000) + "\"}";
    for (int i = 0; i < 40; i++) {
      fss.create(Specs.group("g" + i, Specs.once(fss.now() + 1_000)).setData(data));
    }

    // when they become due
    fss.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 40; i++) {
      fss.edge.awaitSent("g" + i, 1);
    }

    // then they went in several batches
    assertThat(sizes).allMatch(size -> size < 2 * 1_048_576);
  }
}
