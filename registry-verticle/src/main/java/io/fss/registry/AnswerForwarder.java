package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.v1.AttemptAnswer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands answers on to the scheduler. Heartbeats do not wait for that: a slow scheduler must not
 * make clients look silent. What did not arrive is asked again.
 */
final class AnswerForwarder {
  private static final Logger log = LoggerFactory.getLogger(AnswerForwarder.class);

  private final Bus bus;
  private boolean failing;

  AnswerForwarder(Bus bus) {
    this.bus = bus;
  }

  void forward(Session session, List<AttemptAnswer> said) {
    List<AttemptAnswer> answers =
        said.stream()
            .filter(answer -> answer.getStateValue() != AttemptAnswer.State.STATE_UNSPECIFIED_VALUE)
            .limit(OpenQuestions.A_HEARTBEAT)
            .toList();
    if (answers.isEmpty()) {
      return;
    }
    List<OpenQuestions.Attempt> attempts =
        answers.stream().map(answer -> OpenQuestions.Attempt.of(answer.getAttempt())).toList();
    session.questions().answering(attempts);
    AnswerBatch batch =
        AnswerBatch.newBuilder().setSession(session.id()).addAllAnswers(answers).build();
    bus.request(Channels.TASK_ANSWER, batch)
        .onComplete(
            done -> {
              failing = false;
              session.questions().answered(attempts);
            },
            failure -> {
              session.questions().unanswered(attempts);
              logOnce(failure);
            });
  }

  private void logOnce(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn("answers of clients do not reach the scheduler, they are asked again", failure);
    }
  }
}
