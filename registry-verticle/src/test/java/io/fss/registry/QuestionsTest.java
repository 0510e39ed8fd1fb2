package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static io.fss.registry.RegistryFixture.beat;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.SessionQuestions;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.HeartbeatReply;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuestionsTest {
  @TempDir Path folder;
  private final List<AnswerBatch> answers = new CopyOnWriteArrayList<>();
  private final AtomicLong counter = new AtomicLong();
  private RegistryFixture registry;
  private String session;

  @BeforeEach
  void open() {
    registry = new RegistryFixture(folder).start();
    session = registry.register("pod-1", "a");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void questions_go_out_with_heartbeats_until_the_scheduler_has_the_answers() {
    // given
    schedulerAnswers(Future.succeededFuture(Done.getDefaultInstance()));
    ask(SessionQuestions.newBuilder().addInDoubt(attempt(7)).addInDoubt(attempt(8)));

    // when
    HeartbeatReply first = registry.beats(session, counter.incrementAndGet());
    HeartbeatReply unanswered = registry.beats(session, counter.incrementAndGet());
    answer(7);

    // then
    assertThat(first.getQuestionsList()).containsExactly(attempt(7), attempt(8));
    assertThat(unanswered.getQuestionsList()).containsExactlyInAnyOrder(attempt(7), attempt(8));
    until("the answer is handed on", () -> answers.size() == 1);
    assertThat(answers.get(0).getSession()).isEqualTo(session);
    assertThat(answers.get(0).getAnswers(0).getAttempt()).isEqualTo(attempt(7));
    until("only the open question is left", () -> questions().equals(List.of(attempt(8))));
  }

  @Test
  void an_answer_that_the_scheduler_did_not_take_is_asked_again() {
    // given
    schedulerAnswers(Future.failedFuture(Refusal.unavailable("the database is away")));
    ask(SessionQuestions.newBuilder().addInDoubt(attempt(7)));
    registry.beats(session, counter.incrementAndGet());

    // when
    answer(7);

    // then
    until("the question is open again", () -> questions().equals(List.of(attempt(7))));
    assertThat(answers).isNotEmpty();
  }

  @Test
  void a_cancel_is_told_until_the_next_heartbeat_proves_that_it_arrived() {
    // given
    CancelOrder order = CancelOrder.newBuilder().setAttempt(attempt(7)).setReason("stop").build();
    ask(SessionQuestions.newBuilder().addCancels(order));

    // when
    HeartbeatReply told = registry.beats(session, 1);
    HeartbeatReply sentAgain = registry.beats(session, 1);
    HeartbeatReply next = registry.beats(session, 2);

    // then
    assertThat(told.getCancelsList()).containsExactly(order);
    assertThat(sentAgain.getCancelsList()).containsExactly(order);
    assertThat(next.getCancelsList()).isEmpty();
  }

  @Test
  void a_heartbeat_carries_a_thousand_and_the_rest_takes_turns_up_to_a_bound() {
    // given
    OpenQuestions open = new OpenQuestions();
    SessionQuestions.Builder many = SessionQuestions.newBuilder();
    for (int i = 1; i <= OpenQuestions.KEPT + 5; i++) {
      many.addInDoubt(attempt(i)).addCancels(CancelOrder.newBuilder().setAttempt(attempt(i)));
    }
    open.add(many.build());

    // when
    HeartbeatReply.Builder first = HeartbeatReply.newBuilder();
    open.handOut(first);
    open.heard();
    HeartbeatReply.Builder second = HeartbeatReply.newBuilder();
    open.handOut(second);

    // then
    assertThat(first.getQuestionsCount()).isEqualTo(1_000);
    assertThat(first.getQuestions(0)).isEqualTo(attempt(6));
    assertThat(second.getQuestions(0)).isEqualTo(attempt(1_006));
    assertThat(first.getCancels(0).getAttempt()).isEqualTo(attempt(6));
    assertThat(second.getCancels(0).getAttempt()).isEqualTo(attempt(1_006));
    assertThat(second.getCancelsCount()).isEqualTo(1_000);
  }

  @Test
  void a_question_whose_answers_go_elsewhere_is_not_asked_for_ever() {
    // given
    OpenQuestions open = new OpenQuestions();
    open.add(SessionQuestions.newBuilder().addInDoubt(attempt(7)).build());

    // when
    int asked = 0;
    HeartbeatReply.Builder reply = HeartbeatReply.newBuilder();
    open.handOut(reply);
    while (reply.getQuestionsCount() > 0 && asked < 100) {
      asked++;
      reply.clear();
      open.handOut(reply);
    }
    open.add(SessionQuestions.newBuilder().addInDoubt(attempt(7)).build());
    open.handOut(reply);

    // then
    assertThat(asked).isEqualTo(OpenQuestions.ASKED);
    assertThat(reply.getQuestionsList()).containsExactly(attempt(7));
  }

  private void schedulerAnswers(Future<Done> with) {
    await(
        registry
            .bus
            .serve(
                Channels.TASK_ANSWER,
                batch -> {
                  answers.add(batch);
                  return with;
                })
            .ready());
  }

  private void ask(SessionQuestions.Builder questions) {
    registry.bus.publish(
        Channels.REGISTRY_ASK,
        QuestionBatch.newBuilder().addSessions(questions.setSession(session)).build());
  }

  private void answer(long task) {
    await(
        registry.heartbeat(
            beat(session, counter.incrementAndGet())
                .addAnswers(
                    AttemptAnswer.newBuilder()
                        .setAttempt(attempt(task))
                        .setState(AttemptAnswer.State.RUNNING))));
  }

  private List<AttemptRef> questions() {
    return registry.beats(session, counter.incrementAndGet()).getQuestionsList();
  }

  private static AttemptRef attempt(long task) {
    return AttemptRef.newBuilder().setTaskId(task).setAttempt(1).setScheduler("n1").build();
  }
}
