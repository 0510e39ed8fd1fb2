package io.fss.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.dispatcher.DispatcherFixture.Answer;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.DeclareReply;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.DeclarationResult;
import io.fss.proto.v1.DeregisterReply;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.TaskGroupDeclaration;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EdgeTest {
  private final DispatcherFixture fss = new DispatcherFixture();
  private final List<RegisterCommand> registered = new CopyOnWriteArrayList<>();
  private final List<DeclareRequest> declared = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    fss.close();
  }

  private void registryAnswers() {
    fss.serve(
        Channels.REGISTRY_REGISTER,
        command -> {
          registered.add(command);
          return Future.succeededFuture(RegisterReply.newBuilder().setSession("s1").build());
        });
  }

  private void schedulerAnswers() {
    fss.serve(
        Channels.GROUP_DECLARE,
        request -> {
          declared.add(request);
          DeclareReply.Builder reply = DeclareReply.newBuilder();
          request
              .getGroupsList()
              .forEach(
                  group ->
                      reply.addResults(
                          DeclarationResult.newBuilder()
                              .setName(group.getName())
                              .setOutcome(DeclarationResult.Outcome.CREATED)));
          return Future.succeededFuture(reply.build());
        });
  }

  private static RegisterRequest.Builder client() {
    return RegisterRequest.newBuilder().setApp("shop").setClient("c1").setMode(Mode.MODE_DIRECT);
  }

  private Answer<RegisterReply> register(RegisterRequest.Builder request) {
    return fss.call(PlatformGrpcClient.Register, request.build());
  }

  @Test
  void a_client_is_registered_with_the_edge_and_the_address_it_came_from() {
    registryAnswers();

    Answer<RegisterReply> answer = register(client());

    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    assertThat(answer.reply().getSession()).isEqualTo("s1");
    assertThat(registered)
        .containsExactly(
            RegisterCommand.newBuilder()
                .setRequest(client().setNamespace("default"))
                .setEdge("n1")
                .setPeer("127.0.0.1")
                .build());
  }

  @Test
  void what_the_code_declares_goes_to_the_scheduler_and_its_results_come_back() {
    registryAnswers();
    schedulerAnswers();

    Answer<RegisterReply> answer =
        register(
            client()
                .addGroups(TaskGroupDeclaration.newBuilder().setName("nightly"))
                .addGroups(TaskGroupDeclaration.newBuilder().setName("hourly")));

    assertThat(answer.reply().getSession()).isEqualTo("s1");
    assertThat(answer.reply().getGroupsList())
        .extracting(DeclarationResult::getName)
        .containsExactly("nightly", "hourly");
    assertThat(declared.get(0).getNamespace()).isEqualTo("default");
    assertThat(declared.get(0).getApp()).isEqualTo("shop");
  }

  @Test
  void a_token_of_one_namespace_registers_nobody_elsewhere() {
    registryAnswers();
    String authorization = "Bearer " + DispatcherFixture.SHOP_TOKEN;

    Answer<RegisterReply> elsewhere =
        fss.call(PlatformGrpcClient.Register, client().setNamespace("bank").build(), authorization);
    Answer<RegisterReply> unsaid =
        fss.call(PlatformGrpcClient.Register, client().build(), authorization);

    assertThat(elsewhere.status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(elsewhere.message())
        .isEqualTo("namespace 'bank': the token is bound to namespace 'shop'");
    assertThat(unsaid.status()).isEqualTo(GrpcStatus.OK);
    assertThat(registered)
        .extracting(command -> command.getRequest().getNamespace())
        .containsExactly("shop");
  }

  @Test
  void too_many_declared_groups_are_refused() {
    RegisterRequest.Builder request = client();
    for (int i = 0; i <= 1_000; i++) {
      request.addGroups(TaskGroupDeclaration.newBuilder().setName("g" + i));
    }

    Answer<RegisterReply> answer = register(request);

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(answer.message()).isEqualTo("groups '1001': must be at most 1000");
  }

  @Test
  void a_refusal_names_field_value_and_rule_also_in_other_alphabets() {
    fss.serve(
        Channels.REGISTRY_REGISTER,
        command -> Future.failedFuture(Refusal.invalid("client", "büro 7%", "must match [a-z]")));

    Answer<RegisterReply> answer = register(client());

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(answer.message()).isEqualTo("client 'büro 7%': must match [a-z]");
  }

  @Test
  void every_kind_of_refusal_has_its_status() {
    Map<Refusal.Kind, GrpcStatus> expected =
        Map.of(
            Refusal.Kind.INVALID, GrpcStatus.INVALID_ARGUMENT,
            Refusal.Kind.UNAUTHENTICATED, GrpcStatus.UNAUTHENTICATED,
            Refusal.Kind.FORBIDDEN, GrpcStatus.PERMISSION_DENIED,
            Refusal.Kind.NOT_FOUND, GrpcStatus.NOT_FOUND,
            Refusal.Kind.CONFLICT, GrpcStatus.ABORTED,
            Refusal.Kind.TOO_MANY, GrpcStatus.RESOURCE_EXHAUSTED,
            Refusal.Kind.UNAVAILABLE, GrpcStatus.UNAVAILABLE);
    fss.heartbeats(
        beat ->
            Future.failedFuture(
                new Refusal(Refusal.Kind.valueOf(beat.getSession()), "no", List.of())));

    for (Refusal.Kind kind : Refusal.Kind.values()) {
      HeartbeatRequest beat = HeartbeatRequest.newBuilder().setSession(kind.name()).build();

      assertThat(fss.call(PlatformGrpcClient.Heartbeat, beat).status())
          .as("%s", kind)
          .isEqualTo(expected.get(kind));
    }
  }

  @Test
  void a_part_that_is_not_there_is_unavailable() {
    assertThat(register(client()).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void a_goodbye_is_handed_on() {
    List<DeregisterRequest> seen = new CopyOnWriteArrayList<>();
    fss.serve(
        Channels.REGISTRY_DEREGISTER,
        request -> {
          seen.add(request);
          return Future.succeededFuture(DeregisterReply.getDefaultInstance());
        });
    DeregisterRequest bye = DeregisterRequest.newBuilder().setSession("s").setReason("x").build();

    assertThat(fss.call(PlatformGrpcClient.Deregister, bye).status()).isEqualTo(GrpcStatus.OK);
    assertThat(seen).containsExactly(bye);
  }

  @Test
  void log_lines_are_handed_on_and_their_verdicts_come_back() {
    List<LogAppend> seen = new CopyOnWriteArrayList<>();
    fss.serve(
        Channels.LOG_APPEND,
        append -> {
          seen.add(append);
          return Future.succeededFuture(
              AppendLogsReply.newBuilder()
                  .addVerdicts(ItemVerdict.newBuilder().setVerdict(Verdict.COMMITTED))
                  .build());
        });
    AppendLogsRequest lines =
        AppendLogsRequest.newBuilder()
            .setSession("s")
            .addBatches(LogBatch.newBuilder().addLines(LogLine.newBuilder().setMessage("hello")))
            .build();

    Answer<AppendLogsReply> answer = fss.call(PlatformGrpcClient.AppendLogs, lines);

    assertThat(answer.reply().getVerdicts(0).getVerdict()).isEqualTo(Verdict.COMMITTED);
    assertThat(seen).containsExactly(LogAppend.newBuilder().setRequest(lines).build());
  }

  @Test
  void too_many_log_batches_or_lines_are_refused() {
    AppendLogsRequest.Builder batches = AppendLogsRequest.newBuilder();
    for (int i = 0; i <= 1_000; i++) {
      batches.addBatches(LogBatch.getDefaultInstance());
    }
    LogBatch.Builder long1 = LogBatch.newBuilder();
    for (int i = 0; i <= 10_000; i++) {
      long1.addLines(LogLine.getDefaultInstance());
    }

    Answer<AppendLogsReply> tooManyBatches =
        fss.call(PlatformGrpcClient.AppendLogs, batches.build());
    Answer<AppendLogsReply> tooManyLines =
        fss.call(
            PlatformGrpcClient.AppendLogs,
            AppendLogsRequest.newBuilder().addBatches(long1).build());

    assertThat(tooManyBatches.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(tooManyBatches.message()).isEqualTo("batches '1001': must be at most 1000");
    assertThat(tooManyLines.message()).isEqualTo("lines '10001': must be at most 10000");
  }

  @Test
  void a_message_beyond_the_limit_is_refused_and_the_edge_goes_on_serving() {
    registryAnswers();
    RegisterRequest.Builder huge = client().putLabels("x", "y".repeat(5 * 1_048_576));

    Answer<RegisterReply> refused = register(huge);

    assertThat(refused.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(refused.message())
        .isEqualTo("the message is larger than dispatcher.max-message-bytes of 4194304");

    assertThat(register(client()).status()).isEqualTo(GrpcStatus.OK);
    assertThat(registered).hasSize(1);
  }
}
