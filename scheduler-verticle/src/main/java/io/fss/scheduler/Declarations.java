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
import java.util.function.Consumer;

/**
 * Task groups that a client's code declares. Code creates what is missing, and a newer version of
 * it changes what only code has defined; what an operator edited or stopped stays.
 */
final class Declarations {
  private final GroupStore store;
  private final GroupRead read;
  private final Clock clock;
  private final Consumer<List<Staged>> planned;

  Declarations(GroupStore store, GroupRead read, Clock clock, Consumer<List<Staged>> planned) {
    this.store = store;
    this.read = read;
    this.clock = clock;
    this.planned = planned;
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
                .setEnabled(true)
                .build());
    return read.list(
            GroupListRequest.newBuilder()
                .setNamespace(spec.getNamespace())
                .setName(spec.getName())
                .build())
        .compose(
            found ->
                found.getGroupsCount() == 0
                    ? create(spec, declaration)
                    : update(found.getGroups(0), spec, declaration));
  }

  private Future<DeclarationResult> create(GroupSpec spec, TaskGroupDeclaration declaration) {
    List<Violation> violations = GroupRules.check(spec, clock.millis());
    if (!violations.isEmpty()) {
      return invalid(declaration, Refusal.invalid(violations).getMessage());
    }
    return store
        .create(List.of(new GroupStore.NewGroup(spec, true, declaration.getVersion())))
        .map(
            created -> {
              planned.accept(created.planned());
              // Another copy of the program was faster: it declared the same.
              return result(
                  declaration, created.ids().isEmpty() ? Outcome.UNCHANGED : Outcome.CREATED, "");
            });
  }

  private Future<DeclarationResult> update(
      GroupInfo old, GroupSpec spec, TaskGroupDeclaration declaration) {
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
        .declaredVersion(old.getId())
        .compose(
            version -> {
              if (declaration.getVersion() <= version) {
                return Future.succeededFuture(result(declaration, Outcome.UNCHANGED, ""));
              }
              List<Violation> violations = GroupRules.check(wanted, clock.millis());
              if (!violations.isEmpty()) {
                return invalid(declaration, Refusal.invalid(violations).getMessage());
              }
              return store
                  .update(old, wanted, declaration.getVersion())
                  .map(
                      changed -> {
                        planned.accept(changed.planned());
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
