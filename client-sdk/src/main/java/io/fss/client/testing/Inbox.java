package io.fss.client.testing;

import io.fss.client.ClientBench;
import io.fss.proto.v1.AppendLogsRequest;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.LogBatch;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.ReportRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Takes what the client says, from its threads, and keeps it where the test looks. */
final class Inbox implements ClientBench.Platform {
  private final Map<AttemptRef, Booking> expected = new ConcurrentHashMap<>();
  private volatile RegisterRequest registration = RegisterRequest.getDefaultInstance();

  /** Whether heartbeats are left without an answer. */
  volatile boolean silent;

  @Override
  public void registered(RegisterRequest request) {
    registration = request;
  }

  @Override
  public boolean answers(HeartbeatRequest request) {
    return !silent;
  }

  @Override
  public void reported(ReportRequest request) {
    for (Report report : request.getReportsList()) {
      Booking booking = expected.get(report.getAttempt());
      if (booking != null) {
        booking.said(report);
      }
    }
  }

  @Override
  public void logged(AppendLogsRequest request) {
    for (LogBatch batch : request.getBatchesList()) {
      Booking booking = expected.get(batch.getAttempt());
      if (booking != null) {
        booking.said(batch);
      }
    }
  }

  Set<String> jobs() {
    return registration.getJobsList().stream()
        .map(JobDeclaration::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  List<Group> groups() {
    return registration.getGroupsList().stream().map(Group::new).toList();
  }

  void expect(Booking booking) {
    expected.put(booking.ref(), booking);
  }

  void forget(Booking booking) {
    expected.remove(booking.ref());
  }
}
