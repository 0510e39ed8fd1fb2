package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.v1.DeclarationResult;
import io.fss.proto.v1.DeclarationResult.Outcome;
import io.fss.proto.v1.TaskGroupDeclaration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class DeclarationsTest {
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

  private TaskGroupDeclaration.Builder nightly(long version, long every) {
    return TaskGroupDeclaration.newBuilder()
        .setName("nightly")
        .setJob("bill")
        .setVersion(version)
        .setData("{\"v\":" + version + "}")
        .setTrigger(Specs.rate(every, fss.now() + 10_000));
  }

  private List<DeclarationResult> declare(String app, TaskGroupDeclaration.Builder... groups) {
    DeclareRequest.Builder request = DeclareRequest.newBuilder().setApp(app);
    for (TaskGroupDeclaration.Builder group : groups) {
      request.addGroups(group);
    }
    return await(fss.bus.request(Channels.GROUP_DECLARE, request.build())).getResultsList();
  }

  private Outcome outcome(TaskGroupDeclaration.Builder group) {
    return declare("shop", group).get(0).getOutcome();
  }

  private GroupInfo nightly() {
    GroupListRequest request =
        GroupListRequest.newBuilder().setNamespace("default").setName("nightly").build();
    return await(fss.bus.request(Channels.GROUP_LIST, request)).getGroups(0);
  }

  @Test
  void what_code_declares_is_created_enabled_and_planned() {
    assertThat(outcome(nightly(1, 1_000))).isEqualTo(Outcome.CREATED);

    GroupInfo group = nightly();
    assertThat(group.getDeclared()).isTrue();
    assertThat(group.getSpec().getEnabled()).isTrue();
    assertThat(group.getSpec().getApp()).isEqualTo("shop");
    assertThat(group.getSpec().getData()).isEqualTo("{\"v\":1}");
    assertThat(group.getNextRunAtMs()).isEqualTo(fss.now() + 10_000);
  }

  @Test
  void declaring_the_same_or_an_older_version_changes_nothing() {
    outcome(nightly(2, 1_000));
    GroupInfo before = nightly();

    assertThat(outcome(nightly(2, 5_000))).isEqualTo(Outcome.UNCHANGED);
    assertThat(outcome(nightly(1, 5_000))).isEqualTo(Outcome.UNCHANGED);

    assertThat(nightly()).isEqualTo(before);
  }

  @Test
  void a_newer_version_redefines_the_group_and_keeps_its_data() {
    outcome(nightly(1, 1_000));
    GroupInfo before = nightly();

    assertThat(outcome(nightly(2, 5_000))).isEqualTo(Outcome.UPDATED);

    GroupInfo after = nightly();
    assertThat(after.getSpec().getTrigger().getInterval().getEveryMs()).isEqualTo(5_000);
    assertThat(after.getSpec().getData()).isEqualTo("{\"v\":1}");
    assertThat(after.getDeclared()).isTrue();
    assertThat(after.getNextTaskId()).isNotEqualTo(before.getNextTaskId());
    assertThat(fss.tasks(after)).hasSize(1);
    assertThat(outcome(nightly(2, 9_000))).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void what_an_operator_edited_stays() {
    outcome(nightly(1, 1_000));
    GroupInfo group = nightly();
    GroupInfo edited =
        await(
            fss.bus.request(
                Channels.GROUP_UPDATE,
                GroupUpdateRequest.newBuilder()
                    .setId(group.getId())
                    .setVersion(group.getVersion())
                    .setSpec(group.getSpec().toBuilder().setDescription("by hand"))
                    .build()));

    assertThat(outcome(nightly(7, 5_000))).isEqualTo(Outcome.KEPT_OPERATORS);

    assertThat(edited.getDeclared()).isFalse();
    assertThat(nightly()).isEqualTo(edited);
  }

  @Test
  void what_an_operator_stopped_stays_stopped_when_code_comes_anew() {
    outcome(nightly(1, 1_000));
    fss.disable(nightly());

    assertThat(outcome(nightly(2, 5_000))).isEqualTo(Outcome.UPDATED);

    GroupInfo group = nightly();
    assertThat(group.getSpec().getEnabled()).isFalse();
    assertThat(group.getSpec().getTrigger().getInterval().getEveryMs()).isEqualTo(5_000);
    assertThat(fss.tasks(group)).isEmpty();
  }

  @Test
  void the_group_of_another_app_is_not_taken_over() {
    outcome(nightly(1, 1_000));

    DeclarationResult result = declare("stock", nightly(9, 5_000)).get(0);

    assertThat(result.getOutcome()).isEqualTo(Outcome.INVALID);
    assertThat(result.getMessage()).isEqualTo("name 'nightly': belongs to app shop");
    assertThat(nightly().getSpec().getApp()).isEqualTo("shop");
  }

  @Test
  void each_declaration_is_answered_by_itself_and_in_order() {
    List<DeclarationResult> results =
        declare(
            "shop",
            nightly(1, 5),
            nightly(1, 1_000).setName("hourly"),
            nightly(1, 1_000).setName("no name"));

    assertThat(results)
        .extracting(DeclarationResult::getOutcome)
        .containsExactly(Outcome.INVALID, Outcome.CREATED, Outcome.INVALID);
    assertThat(results.get(0).getMessage())
        .isEqualTo("trigger.everyMs '5': must be within 100 and 31622400000");
    assertThat(results.get(2).getName()).isEqualTo("no name");
  }

  @Test
  void many_copies_that_declare_at_once_create_one_group() {
    DeclareRequest request =
        DeclareRequest.newBuilder().setApp("shop").addGroups(nightly(1, 1_000)).build();

    var all =
        List.of(
            fss.bus.request(Channels.GROUP_DECLARE, request),
            fss.bus.request(Channels.GROUP_DECLARE, request),
            fss.bus.request(Channels.GROUP_DECLARE, request));

    assertThat(all)
        .extracting(reply -> await(reply).getResults(0).getOutcome())
        .containsExactlyInAnyOrder(Outcome.CREATED, Outcome.UNCHANGED, Outcome.UNCHANGED);
    assertThat(fss.tasks(nightly())).hasSize(1);
  }
}
