package io.fss.client;

import java.util.Objects;

/**
 * What the platform is told about a job.
 *
 * @param capacity attempts of this job that may run on this client at one time, 0-10000; 0 means as
 *     many as the client's capacity allows
 * @param version version of the job's code, free text, may be empty
 */
public record JobOptions(int capacity, String version) {
  /** As many attempts as the client takes, no version. */
  public static final JobOptions DEFAULT = new JobOptions(0, "");

  /** Checks the ranges. */
  public JobOptions {
    Rules.range("job.capacity", capacity, 0, ClientOptions.MAX_CAPACITY);
    Objects.requireNonNull(version, "job.version");
  }

  /** The same with another capacity. */
  public JobOptions withCapacity(int newCapacity) {
    return new JobOptions(newCapacity, version);
  }

  /** The same with another version. */
  public JobOptions withVersion(String newVersion) {
    return new JobOptions(capacity, newVersion);
  }
}
