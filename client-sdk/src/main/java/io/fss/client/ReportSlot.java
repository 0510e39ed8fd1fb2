package io.fss.client;

import io.fss.proto.v1.Report;

/**
 * What an attempt has to say and has not said yet; guarded by the lock of {@link Reports}. At most
 * one progress and one completion, so that reports are bounded by attempts.
 */
final class ReportSlot {
  Report progress;
  Report completion;
  boolean queued;
  boolean ended;
  boolean acknowledged;

  /** The end is acknowledged: a progress that came back has nothing to add. */
  void close() {
    acknowledged = true;
    progress = null;
  }

  boolean empty() {
    return progress == null && completion == null;
  }
}
