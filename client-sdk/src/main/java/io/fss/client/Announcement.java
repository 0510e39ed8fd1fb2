package io.fss.client;

import io.fss.proto.v1.DeclarationResult;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.SdkInfo;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the client says about itself when it registers, always with the same incarnation. */
record Announcement(
    ClientOptions options, String incarnation, Collection<JobEntry> jobs, List<TaskGroup> groups) {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  private static final String VERSION = "2.0.0";

  /**
   * Registers in the mode that the options say.
   *
   * @param endpoint where this client listens; null where it does not, which leaves the stream
   */
  RegisterRequest request(Endpoint endpoint) {
    RegisterRequest.Builder request =
        RegisterRequest.newBuilder()
            .setNamespace(options.namespace())
            .setApp(options.app())
            .setClient(options.name())
            .setIncarnation(incarnation)
            .setMode(mode(endpoint))
            .setCapacity(options.capacity())
            .setHoldsExecutions(true)
            .putAllLabels(options.labels())
            .setSdk(
                SdkInfo.newBuilder()
                    .setName("fss-client-sdk")
                    .setVersion(VERSION)
                    .setLanguage("java"));
    if (endpoint != null) {
      request.setEndpoint(endpoint);
    }
    jobs.forEach(job -> request.addJobs(job.declaration()));
    groups.forEach(group -> request.addGroups(new Declaration(group).message()));
    return request.build();
  }

  private io.fss.proto.v1.Mode mode(Endpoint endpoint) {
    if (endpoint == null) {
      return io.fss.proto.v1.Mode.MODE_STREAM;
    }
    return options.mode() == Mode.AUTO
        ? io.fss.proto.v1.Mode.MODE_AUTO
        : io.fss.proto.v1.Mode.MODE_DIRECT;
  }

  /** Why this process gives up when another one is online under its name. */
  String replaced() {
    return "another process is online under the client name %s/%s: give each copy its own name"
        .formatted(options.namespace(), options.name());
  }

  /** Tells the program's log what the platform made of the declared task groups. */
  void tell(RegisterReply reply, Address platform) {
    LOG.info(
        "registered {}/{} as {} at {}",
        options.namespace(),
        options.app(),
        options.name(),
        platform);
    reach(reply);
    for (DeclarationResult result : reply.getGroupsList()) {
      if (result.getOutcome() == DeclarationResult.Outcome.INVALID) {
        LOG.error("task group {} was refused: {}", result.getName(), result.getMessage());
      } else {
        LOG.info("task group {}: {}", result.getName(), result.getOutcome());
      }
    }
  }

  private static void reach(RegisterReply reply) {
    if (reply.getUnreachable().isEmpty()) {
      return;
    }
    if (reply.getMode() == io.fss.proto.v1.Mode.MODE_STREAM) {
      LOG.warn(
          "the platform cannot call this client, its commands come over a stream instead: {}",
          reply.getUnreachable());
    } else {
      LOG.warn(
          "the platform cannot call this client, which gets no work until it can: {}",
          reply.getUnreachable());
    }
  }
}
