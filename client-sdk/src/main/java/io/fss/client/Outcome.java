package io.fss.client;

import io.fss.proto.v1.Completion;

/** How an attempt ended. */
public enum Outcome {
  /** The job returned. */
  SUCCEEDED,
  /** The job threw, or the client stopped it. */
  FAILED,
  /** The job stopped because the platform asked it to. */
  CANCELLED,
  /** The job stopped because it ran longer than it may. */
  TIMED_OUT;

  /** The same in the words of the contract. */
  public static Outcome of(Completion.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> SUCCEEDED;
      case CANCELLED -> CANCELLED;
      case TIMED_OUT -> TIMED_OUT;
      case FAILED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> FAILED;
    };
  }
}
