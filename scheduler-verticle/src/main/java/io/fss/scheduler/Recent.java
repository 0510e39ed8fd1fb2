package io.fss.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a costly pure function answered to the questions of late; shared between threads. */
final class Recent<Q, A> {
  private final Function<Q, A> function;
  private final Map<Q, A> answers;

  Recent(int kept, Function<Q, A> function) {
    this.function = function;
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Q, A> eldest) {
            return size() > kept;
          }
        };
  }

  A of(Q question) {
    A answer;
    synchronized (answers) {
      answer = answers.get(question);
    }
    if (answer == null) {
      // Outside of the lock: others need not wait, and the same work done twice does no harm.
      answer = function.apply(question);
      synchronized (answers) {
        answers.put(question, answer);
      }
    }
    return answer;
  }
}
