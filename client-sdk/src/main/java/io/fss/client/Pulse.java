package io.fss.client;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When heartbeats were sent and which one was last acknowledged: what the client can prove about
 * its own life (law 8). Number 0 is the first registration. Elapsed time is the longer of the
 * monotonic and the wall clock, so that neither a suspended machine nor a set clock makes silence
 * look short.
 */
final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final int REMEMBERED = 4096;

  private final ClientClock clock;
  private final long[] nanos = new long[REMEMBERED];
  private final long[] millis = new long[REMEMBERED];
  private long sent = -1;
  private long acknowledged = -1;
  private long acknowledgements;

  Pulse(ClientClock clock) {
    this.clock = clock;
  }

  /** A registration sent at these instants was answered; only the first of a process counts. */
  void registered(long sentNanos, long sentMillis) {
    synchronized (this) {
      if (sent >= 0) {
        return;
      }
      sent = 0;
      acknowledged = 0;
      nanos[0] = sentNanos;
      millis[0] = sentMillis;
    }
    tell(0, sentNanos);
  }

  /** Notes that the next heartbeat is being sent now; answers its number. */
  synchronized long send() {
    sent++;
    int slot = (int) (sent % REMEMBERED);
    nanos[slot] = clock.nanos();
    millis[slot] = clock.millis();
    return sent;
  }

  /**
   * Lets a settable clock move, so that nobody sees the new time without the proof for it.
   *
   * @param proven whether a heartbeat is sent and stored at the new time
   */
  synchronized void pass(Runnable time, boolean proven) {
    time.run();
    if (proven) {
      proven(send());
    }
  }

  /** The platform stored this heartbeat. */
  void acknowledged(long counter) {
    long sentNanos;
    synchronized (this) {
      if (!proven(counter)) {
        return;
      }
      sentNanos = nanos[(int) (counter % REMEMBERED)];
    }
    tell(counter, sentNanos);
  }

  private synchronized boolean proven(long counter) {
    if (!remembered(counter) || counter <= acknowledged) {
      return false;
    }
    acknowledged = counter;
    acknowledgements++;
    return true;
  }

  /**
   * Whoever wants to know afterwards when a lease was held learns it from these lines. Outside of
   * the lock, which the fence needs: a log may block.
   */
  private void tell(long counter, long sentNanos) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("proven by heartbeat {} from {} ns, at {} ns", counter, sentNanos, clock.nanos());
    }
  }

  /** How many heartbeats were acknowledged. */
  synchronized long acknowledgements() {
    return acknowledgements;
  }

  /** Number of the last heartbeat that was sent. */
  synchronized long sent() {
    return sent;
  }

  /** Milliseconds since the last acknowledged heartbeat was sent. */
  synchronized long silenceMs() {
    return ageMs(acknowledged);
  }

  /** Milliseconds since this heartbeat was sent; {@code Long.MAX_VALUE} for one not remembered. */
  synchronized long ageMs(long counter) {
    if (!remembered(counter)) {
      return Long.MAX_VALUE;
    }
    int slot = (int) (counter % REMEMBERED);
    return Math.max((clock.nanos() - nanos[slot]) / 1_000_000, clock.millis() - millis[slot]);
  }

  private boolean remembered(long counter) {
    return counter >= 0 && counter <= sent && counter > sent - REMEMBERED;
  }
}
