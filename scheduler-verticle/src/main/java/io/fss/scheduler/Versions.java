package io.fss.scheduler;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.JobDeclaration;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Comparator;
import java.util.Optional;

/** The order of versions of jobs: 1.10 is newer than 1.9, and 1.9 than 1.9-rc1. */
final class Versions {
  private static final int KEPT = 1_000;
  private static final Recent<String, Optional<Version>> RECENT =
      new Recent<>(KEPT, Versions::parse);

  /** What is no version with numbers comes before those that are, by its characters. */
  static final Comparator<String> ORDER =
      Comparator.comparing(
              (String text) -> RECENT.of(text).orElse(null),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Comparator.naturalOrder());

  private Versions() {}

  private static Optional<Version> parse(String text) {
    try {
      return Optional.of(Version.parse(text.startsWith("v") ? text.substring(1) : text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** The version of a job as a client has it; empty where it says none. */
  static String of(ClientInfo client, String job) {
    for (JobDeclaration declared : client.getJobsList()) {
      if (declared.getName().equals(job)) {
        return declared.getVersion();
      }
    }
    return "";
  }
}
