package io.fss.client;

import io.vertx.grpc.common.GrpcStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the program's log how it stands with the platform: once a change, not once a try. */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);

  private final String purpose;
  private GrpcStatus state = GrpcStatus.OK;

  /**
   * @param purpose what the connection is for, in words
   */
  Link(String purpose) {
    this.purpose = purpose;
  }

  synchronized void up(Address platform) {
    if (state != GrpcStatus.OK) {
      LOG.info("{}: the platform at {} answers again", purpose, platform);
    }
    state = GrpcStatus.OK;
  }

  synchronized void down(Address platform, CallFailure failure) {
    if (state != failure.status()) {
      LOG.warn(
          "{}: no success with the platform at {}, trying on: {}",
          purpose,
          platform,
          failure.getMessage());
    }
    state = failure.status();
  }
}
