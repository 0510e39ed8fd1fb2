package io.fss.deploy.faults;

import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All processes of the platform. */
final class Platform {
  private final List<Member> members;

  /** Starts nothing yet. */
  Platform(List<Member> members) {
    this.members = List.copyOf(members);
  }

  List<Member> members() {
    return members;
  }

  /** That of a member to which nothing was done; of the first one where there is none. */
  HttpApi api() {
    return members.stream().filter(Member::isUp).findFirst().orElse(members.get(0)).api();
  }

  /** Tells when one of them ends although nobody ended it. */
  void watch(Consumer<RunFailure> alarm) {
    members.forEach(member -> member.watch(alarm));
  }

  void start() {
    members.forEach(Member::start);
  }

  /** Returns when each of them answers for every part of the platform. */
  void awaitReady() throws InterruptedException {
    for (Member member : members) {
      member.awaitReady();
    }
  }

  /** SIGTERM to one after the other; returns when all have ended. */
  void stop() throws InterruptedException {
    for (Member member : members) {
      member.stop();
    }
  }

  /** The last lines of their logs. */
  List<String> tail() {
    if (members.size() == 1) {
      return members.get(0).tail();
    }
    List<String> lines = new ArrayList<>();
    members.forEach(member -> member.tail().forEach(line -> lines.add(member.name() + " " + line)));
    return lines;
  }
}
