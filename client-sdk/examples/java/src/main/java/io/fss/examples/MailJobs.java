package io.fss.examples;

import io.fss.client.FssJob;
import io.fss.client.TaskContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mails of a shop. */
public final class MailJobs {
  private static final Logger LOG = LoggerFactory.getLogger(MailJobs.class);
  private static final int READERS = 1_000;

  private final Clock clock;

  MailJobs(Clock clock) {
    this.clock = clock;
  }

  /** Typed parameters: what does not fit the record fails the task, with the field and the rule. */
  @FssJob("send-mail")
  public String send(Mail mail, TaskContext task) {
    // Whoever changes something outside hands on the token: an older attempt is refused there.
    LOG.info("{} to {}, as {}", mail.subject(), mail.to(), task.fencingToken());
    return "sent to " + mail.to();
  }

  /**
   * One of several shards: this copy writes to its part of the readers, and stops when asked to.
   */
  @FssJob(value = "send-newsletter", capacity = 2)
  public String newsletter(TaskContext task) {
    int sent = 0;
    for (int reader = task.shardIndex(); reader < READERS; reader += task.shardTotal()) {
      if (task.isCancelled()) {
        throw new IllegalStateException("stopped after %d mails".formatted(sent));
      }
      sent++;
      task.progress(100 * reader / READERS, sent + " mails");
    }
    return sent + " mails";
  }

  /**
   * Data that goes from task to task, and a next time of its own: it looks again soon while there
   * is mail, and less and less often while there is none. Returns a future, so it must not block.
   */
  @FssJob("read-inbox")
  public Future<String> inbox(TaskContext task) {
    int known = task.data().getInteger("known", 0);
    int quiet = task.data().getInteger("quiet", 0);
    return newMails(known)
        .map(
            found -> {
              int pauses = found > 0 ? 0 : Math.min(quiet + 1, 6);
              task.data(new JsonObject().put("known", known + found).put("quiet", pauses));
              task.nextAt(clock.instant().plus(Duration.ofSeconds(10L << pauses)));
              return found + " new";
            });
  }

  /** Stands for a call to a mail server. */
  private static Future<Integer> newMails(int known) {
    return Future.succeededFuture(known < 3 ? 1 : 0);
  }
}
