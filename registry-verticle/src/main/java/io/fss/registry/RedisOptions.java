package io.fss.registry;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Settings of the store of sessions, keys {@code redis.*}.
 *
 * @param url see {@link RedisUrl}; empty for the memory of this process
 * @param user who enters; empty for the one of the URL
 * @param password empty for the one of the URL
 * @param prefix what every key begins with; platforms that share a server differ in it
 * @param answerLimit time after which a call without an answer breaks the connection
 */
public record RedisOptions(
    String url, String user, String password, String prefix, Duration answerLimit) {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Duration SHORTEST = Duration.ofMillis(100);
  // Beyond it the edge has given the heartbeat up before the store has.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  public RedisOptions {
    url = url == null ? "" : url;
    user = user == null ? "" : user;
    password = password == null ? "" : password;
    if (!url.isEmpty()) {
      RedisUrl.parse(url);
    }
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "redis.prefix '%s' must be 1-64 characters of [A-Za-z0-9._-]".formatted(prefix));
    }
    if (answerLimit.compareTo(SHORTEST) < 0 || answerLimit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "redis.answer-limit %s must be from %s to %s".formatted(answerLimit, SHORTEST, LONGEST));
    }
  }

  /** Sessions live in the memory of this process. */
  public static RedisOptions none() {
    return new RedisOptions("", "", "", "fss", Duration.ofSeconds(2));
  }

  /** Whether sessions live in the memory of this process. */
  boolean embedded() {
    return url.isEmpty();
  }

  /** Where the sessions live, and who enters. */
  RedisUrl place() {
    RedisUrl place = RedisUrl.parse(url);
    return place.as(
        user.isEmpty() ? place.user() : user, password.isEmpty() ? place.password() : password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisOptions[%s, prefix=%s, answerLimit=%s]"
        .formatted(embedded() ? "embedded" : RedisUrl.parse(url), prefix, answerLimit);
  }
}
