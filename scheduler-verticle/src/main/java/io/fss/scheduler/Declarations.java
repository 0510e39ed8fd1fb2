package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.DeclareReply;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.DeclarationResult;
import io.fss.proto.v1.DeclarationResult.Outcome;
import io.fss.proto.v1.TaskGroupDeclaration;
import io.vertx.core.Future;
import java.util.List;

/**
 * Task groups that a client's code declares. Code creates what is missing, and a newer version of
 * it changes what only code has defined; what an operator edited or stopped stays.
 */
final class Declarations {
  private final GroupCreation creation;
  private final GroupStore store;
  private final GroupRead read;
  private final Calendars calendars;
  private final Deeds deeds;
  private final Clock clock;
  private final PolicyDefaults defaults;

  Declarations(
      GroupCreation creation,
      GroupStore store,
      GroupRead read,
      Calendars calendars,
      Deeds deeds,
      Clock clock,
      PolicyDefaults defaults) {
    this.creation = creation;
    this.store = store;
    this.read = read;
    this.calendars = calendars;
    this.deeds = deeds;
    this.clock = clock;
    this.defaults = defaults;
  }

  Future<DeclareReply> declare(DeclareRequest request) {
    Future<DeclareReply.Builder> all = Future.succeededFuture(DeclareReply.newBuilder());
    for (TaskGroupDeclaration declaration : request.getGroupsList()) {
      all =
          all.compose(
              reply ->
                  declare(request.getNamespace(), request.getApp(), declaration)
                      .map(reply::addResults));
    }
    return all.map(DeclareReply.Builder::build);
  }

  private Future<DeclarationResult> declare(
      String namespace, String app, TaskGroupDeclaration declaration) {
    GroupSpec spec =
        GroupRules.withDefaults(
            GroupSpec.newBuilder()
                .setNamespace(namespace)
                .setName(declaration.getName())
                .setApp(app)
                .setJob(declaration.getJob())
                .setDescription(declaration.getDescription())
                .setTrigger(declaration.getTrigger())
                .setData(declaration.getData())
                .setPolicies(declaration.getPolicies())
                .putAllLabels(declaration.getLabelsMap())
                .setEnabled(true)
                .build(),
            defaults);
    return calendars.of(List.of(spec)).compose(known -> declare(spec, known, declaration));
  }

  private Future<DeclarationResult> declare(
      GroupSpec spec, Calendars.Known known, TaskGroupDeclaration declaration) {
    return read.list(
            GroupListRequest.newBuilder()
                .setNamespace(spec.getNamespace())
                .setName(spec.getName())
                .build())
        .compose(
            found ->
                found.getGroupsCount() == 0
                    ? create(spec, known, declaration)
                    : update(found.getGroups(0), spec, known, declaration));
  }

  private Future<DeclarationResult> create(
      GroupSpec spec, Calendars.Known known, TaskGroupDeclaration declaration) {
    List<Violation> violations = known.check(spec, clock.millis());
    if (!violations.isEmpty()) {
      return invalid(declaration, Refusal.invalid(violations).getMessage());
    }
    return creation
        .create(
            List.of(
                new GroupCreation.NewGroup(
                    spec, known.stored(spec), true, declaration.getVersion())))
        .map(
            created -> {
              deeds.planned(created.planned());
              // Another copy of the program was faster: it declared the same.
              return result(
                  declaration, created.ids().isEmpty() ? Outcome.UNCHANGED : Outcome.CREATED, "");
            });
  }

  private Future<DeclarationResult> update(
      GroupInfo old, GroupSpec spec, Calendars.Known known, TaskGroupDeclaration declaration) {
    if (!old.getSpec().getApp().equals(spec.getApp())) {
      return invalid(
          declaration,
          "name '%s': belongs to app %s".formatted(spec.getName(), old.getSpec().getApp()));
    }
    if (!old.getDeclared()) {
      return Future.succeededFuture(result(declaration, Outcome.KEPT_OPERATORS, ""));
    }
    GroupSpec wanted =
        spec.toBuilder()
            .setEnabled(old.getSpec().getEnabled())
            // The first data is for a new group; a group that has run keeps its own.
            .setData(old.getSpec().getData())
            .build();
    return store
        .versions()
        .declared(old.getId())
        .compose(
            version -> {
              if (declaration.getVersion() <= version) {
                return Future.succeededFuture(result(declaration, Outcome.UNCHANGED, ""));
              }
              List<Violation> violations = known.check(wanted, clock.millis());
              if (!violations.isEmpty()) {
                return invalid(declaration, Refusal.invalid(violations).getMessage());
              }
              return store
                  .update(
                      old,
                      new GroupStore.Edit(wanted, known.stored(wanted), declaration.getVersion()))
                  .map(
                      changed -> {
                        deeds.done(changed);
                        return result(
                            declaration, changed.made() ? Outcome.UPDATED : Outcome.UNCHANGED, "");
                      });
            });
  }

  private static Future<DeclarationResult> invalid(TaskGroupDeclaration d, String message) {
    return Future.succeededFuture(result(d, Outcome.INVALID, message));
  }

  private static DeclarationResult result(
      TaskGroupDeclaration declaration, Outcome outcome, String message) {
    return DeclarationResult.newBuilder()
        .setName(declaration.getName())
        .setOutcome(outcome)
        .setMessage(message)
        .build();
  }
}
