package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import java.util.List;

/**
 * What policies are where a definition says nothing.
 *
 * @param policies all but the overlap limit
 * @param mostBuffered overlap limit of BUFFER_ALL
 * @param mostBeside overlap limit of ALLOW_ALL
 */
record PolicyDefaults(Policies policies, int mostBuffered, int mostBeside) {

  /** The choice of a careful operator. What is not named is zero: no bound, or none. */
  static final PolicyDefaults BUILT_IN =
      new PolicyDefaults(
          Policies.newBuilder()
              .setMaxTries(1)
              .setLeaseMs(30_000)
              .setRetryBackoff(Backoff.FIXED)
              .setRetryMaxDelayMs(3_600_000)
              .addAllRetryOn(List.of(End.END_FAILED, End.END_TIMED_OUT, End.END_LOST))
              .setMisfire(Misfire.FIRE_ONCE)
              .setMisfireLimit(100)
              .setOverlap(Overlap.OVERLAP_SKIP)
              .setRoute(Route.ROUND_ROBIN)
              .build(),
          100,
          10);

  /** Fills in what is not said; a limit only where it is used. */
  Policies fill(Policies said) {
    Policies.Builder filled = policies.toBuilder();
    if (said.getRetryOnCount() > 0) {
      filled.clearRetryOn();
    }
    filled.mergeFrom(said);
    if (filled.getMisfire() != Misfire.FIRE_ALL) {
      filled.setMisfireLimit(said.getMisfireLimit());
    }
    return filled.setOverlapLimit(overlapLimit(said.getOverlapLimit(), filled)).build();
  }

  private int overlapLimit(int said, Policies.Builder filled) {
    if (said != 0) {
      return said;
    }
    return switch (filled.getOverlap()) {
      case BUFFER_ALL -> mostBuffered;
      case ALLOW_ALL -> mostBeside;
      default -> 0;
    };
  }
}
