package io.fss.client;

import io.fss.proto.v1.TaskGroupDeclaration;

/** A declared task group in the words of the contract. */
record Declaration(TaskGroup group) {
  TaskGroupDeclaration message() {
    return TaskGroupDeclaration.newBuilder()
        .setName(group.name())
        .setJob(group.job())
        .setDescription(group.description())
        .setTrigger(new DeclaredTrigger(group.trigger(), group.bounds()).message())
        .setData(group.data().encode())
        .setPolicies(new DeclaredPolicies(group.policies()).message())
        .setVersion(group.version())
        .putAllLabels(group.labels())
        .build();
  }
}
