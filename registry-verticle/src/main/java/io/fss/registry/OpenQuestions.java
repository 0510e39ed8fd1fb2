package io.fss.registry;

import io.fss.proto.bus.v1.SessionQuestions;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.HeartbeatReply;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the scheduler wants one session to be asked and told with its heartbeats. Bounded: beyond
 * the limit the oldest is dropped, the scheduler asks again as long as it wants to know.
 */
final class OpenQuestions {
  static final int A_HEARTBEAT = 1_000;
  static final int KEPT = 10_000;

  /**
   * How often a question is asked here. The answer may have gone to another registry, and the
   * scheduler asks again as long as it wants to know.
   */
  static final int ASKED = 5;

  private final Map<Attempt, Question> questions = new LinkedHashMap<>();
  private final Set<Attempt> answering = new HashSet<>();
  private final Map<Attempt, CancelOrder> cancels = new LinkedHashMap<>();
  private final Set<Attempt> told = new LinkedHashSet<>();

  void add(SessionQuestions more) {
    more.getInDoubtList().forEach(ref -> keep(questions, Attempt.of(ref), new Question(ref, 0)));
    more.getCancelsList().forEach(order -> keep(cancels, Attempt.of(order.getAttempt()), order));
  }

  private static <V> void keep(Map<Attempt, V> map, Attempt attempt, V value) {
    map.putIfAbsent(attempt, value);
    if (map.size() > KEPT) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** A newer heartbeat came: the client has what the reply before told it. */
  void heard() {
    cancels.keySet().removeAll(told);
    told.clear();
  }

  /** Adds what is open to a reply; what was asked longest ago comes first. */
  void handOut(HeartbeatReply.Builder reply) {
    if (!questions.isEmpty()) {
      reply.addAllQuestions(nextQuestions());
    }
    for (Map.Entry<Attempt, CancelOrder> cancel : cancels.entrySet()) {
      if (reply.getCancelsCount() == A_HEARTBEAT) {
        return;
      }
      told.add(cancel.getKey());
      reply.addCancels(cancel.getValue());
    }
  }

  private List<AttemptRef> nextQuestions() {
    Map<Attempt, Question> asked = new LinkedHashMap<>();
    for (Map.Entry<Attempt, Question> question : questions.entrySet()) {
      if (asked.size() == A_HEARTBEAT) {
        break;
      }
      if (!answering.contains(question.getKey())) {
        asked.put(question.getKey(), question.getValue());
      }
    }
    // To the end of the line, so that a question nobody answers does not hold up the others.
    questions.keySet().removeAll(asked.keySet());
    asked.forEach(
        (attempt, question) -> {
          if (question.asked() + 1 < ASKED) {
            questions.put(attempt, new Question(question.ref(), question.asked() + 1));
          }
        });
    return asked.values().stream().map(Question::ref).toList();
  }

  /** The answers are on their way to the scheduler: not to be asked again for the time being. */
  void answering(Collection<Attempt> attempts) {
    answering.addAll(attempts);
  }

  /** The scheduler has the answers. */
  void answered(Collection<Attempt> attempts) {
    attempts.forEach(questions::remove);
    attempts.forEach(answering::remove);
  }

  /** The answers got lost: the questions are open again. */
  void unanswered(Collection<Attempt> attempts) {
    attempts.forEach(answering::remove);
  }

  /** One booking of a task. */
  record Attempt(long taskId, int number) {
    static Attempt of(AttemptRef ref) {
      return new Attempt(ref.getTaskId(), ref.getAttempt());
    }
  }

  /** What is asked, and how often it was. */
  private record Question(AttemptRef ref, int asked) {}
}
