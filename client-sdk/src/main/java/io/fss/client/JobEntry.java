package io.fss.client;

import io.fss.proto.v1.JobDeclaration;
import java.util.concurrent.atomic.AtomicInteger;

/** A declared job with its handler (one of the two) and the number of its running attempts. */
record JobEntry(
    String name, JobOptions options, AsyncJob async, BlockingJob blocking, AtomicInteger running) {
  static JobEntry async(String name, JobOptions options, AsyncJob job) {
    return new JobEntry(name, options, job, null, new AtomicInteger());
  }

  static JobEntry blocking(String name, JobOptions options, BlockingJob job) {
    return new JobEntry(name, options, null, job, new AtomicInteger());
  }

  JobEntry around(JobWrapper wrapper) {
    return async == null
        ? blocking(name, options, wrapper.blocking(blocking))
        : async(name, options, wrapper.async(async));
  }

  boolean full() {
    return options.capacity() > 0 && running.get() >= options.capacity();
  }

  JobDeclaration declaration() {
    return JobDeclaration.newBuilder()
        .setName(name)
        .setVersion(options.version())
        .setCapacity(options.capacity())
        .build();
  }
}
