package io.fss.client;

import java.util.Objects;

/**
 * What the platform is told about a job, and how it runs.
 *
 * @param capacity attempts of this job that may run on this client at one time, 0-10000; 0 means as
 *     many as the client's capacity allows
 * @param version version of the job's code, free text, may be empty
 * @param virtualThreads whether a job that may block runs on a virtual thread of its own instead of
 *     the client's pool; from Java 21 on
 */
public record JobOptions(int capacity, String version, boolean virtualThreads) {
  /** As many attempts as the client takes, no version, threads of the pool. */
  public static final JobOptions DEFAULT = new JobOptions(0, "");

  /** Checks the ranges. */
  public JobOptions {
    Rules.range("job.capacity", capacity, 0, ClientOptions.MAX_CAPACITY);
    Objects.requireNonNull(version, "job.version");
    Rules.that(
        !virtualThreads || VirtualThreads.there(),
        "job.virtualThreads",
        virtualThreads,
        "be used on Java 21 or newer only");
  }

  /** On threads of the pool. */
  public JobOptions(int capacity, String version) {
    this(capacity, version, false);
  }

  /** The same with another capacity. */
  public JobOptions withCapacity(int newCapacity) {
    return new JobOptions(newCapacity, version, virtualThreads);
  }

  /** The same with another version. */
  public JobOptions withVersion(String newVersion) {
    return new JobOptions(capacity, newVersion, virtualThreads);
  }

  /** The same on virtual threads. */
  public JobOptions onVirtualThreads() {
    return new JobOptions(capacity, version, true);
  }
}
