package io.fss.registry;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@code RegisterRequest}, as the contract states them. Checks one request. */
final class RegistrationRules {
  private static final int MOST_VIOLATIONS = 50;
  private static final int SHOWN_OF_A_VALUE = 100;
  private static final int MOST_ATTEMPTS = 10_000;
  private static final int MOST_JOBS = 1_000;
  private static final int MOST_LABELS = 32;
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9._-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");
  private static final String NAME_RULE = "must be 1-128 characters of [A-Za-z0-9._-]";

  private final RegisterRequest request;
  private final List<Violation> violations = new ArrayList<>();

  private RegistrationRules(RegisterRequest request) {
    this.request = request;
  }

  /** Every rule the request breaks, the first 50 at most. */
  static List<Violation> violations(RegisterRequest request) {
    RegistrationRules rules = new RegistrationRules(request);
    rules.identity();
    rules.reach();
    rules.capacity();
    rules.jobs();
    return rules.violations;
  }

  /** Rules that the parts of a client's name break. */
  static List<Violation> name(String namespace, String app, String client) {
    RegistrationRules rules =
        new RegistrationRules(
            RegisterRequest.newBuilder()
                .setNamespace(namespace)
                .setApp(app)
                .setClient(client)
                .build());
    rules.name();
    return rules.violations;
  }

  /** The rule that a namespace breaks. */
  static List<Violation> namespace(String namespace) {
    return name(namespace, "any", "any");
  }

  private void name() {
    matches("namespace", request.getNamespace(), NAMESPACE, "must be 1-64 of [a-z0-9._-]");
    matches("app", request.getApp(), NAME, NAME_RULE);
    matches("client", request.getClient(), CLIENT, "must be 1-128 characters of [A-Za-z0-9._:-]");
  }

  private void identity() {
    name();
    int length = request.getIncarnation().length();
    require(
        length >= 16 && length <= 64,
        "incarnation",
        request.getIncarnation(),
        "must be random text of 16-64 characters");
  }

  private void reach() {
    Mode mode = request.getMode();
    require(
        mode == Mode.MODE_DIRECT || mode == Mode.MODE_STREAM,
        "mode",
        mode,
        "must be MODE_AUTO, MODE_DIRECT or MODE_STREAM");
    if (mode != Mode.MODE_DIRECT) {
      return;
    }
    Endpoint endpoint = request.getEndpoint();
    matches(
        "endpoint.host",
        endpoint.getHost(),
        HOST,
        "must be a host name or an IP address without brackets in direct mode");
    require(
        endpoint.getPort() >= 1 && endpoint.getPort() <= 65_535,
        "endpoint.port",
        endpoint.getPort(),
        "must be 1-65535 in direct mode");
    int secret = endpoint.getSecret().length();
    require(
        secret >= 16,
        "endpoint.secret",
        "(%d characters)".formatted(secret),
        "must have at least 16 characters in direct mode");
  }

  private void capacity() {
    require(
        request.getCapacity() >= 1 && request.getCapacity() <= MOST_ATTEMPTS,
        "capacity",
        request.getCapacity(),
        "must be 1-10000");
    require(
        request.getLabelsCount() <= MOST_LABELS,
        "labels",
        request.getLabelsCount(),
        "must be at most 32");
  }

  private void jobs() {
    int count = request.getJobsCount();
    require(count >= 1 && count <= MOST_JOBS, "jobs", count, "must be 1-1000 jobs");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < Math.min(count, MOST_JOBS); i++) {
      JobDeclaration job = request.getJobs(i);
      String field = "jobs[%d]".formatted(i);
      matches(field + ".name", job.getName(), NAME, NAME_RULE);
      require(
          names.add(job.getName()), field + ".name", job.getName(), "must be unique in the app");
      require(
          job.getCapacity() >= 0 && job.getCapacity() <= MOST_ATTEMPTS,
          field + ".capacity",
          job.getCapacity(),
          "must be 0-10000");
    }
  }

  private void matches(String field, String value, Pattern pattern, String rule) {
    require(pattern.matcher(value).matches(), field, value, rule);
  }

  private void require(boolean holds, String field, Object value, String rule) {
    if (!holds && violations.size() < MOST_VIOLATIONS) {
      String text = String.valueOf(value);
      String shown =
          text.length() > SHOWN_OF_A_VALUE ? text.substring(0, SHOWN_OF_A_VALUE) + "…" : text;
      violations.add(Refusal.violation(field, shown, rule));
    }
  }
}
