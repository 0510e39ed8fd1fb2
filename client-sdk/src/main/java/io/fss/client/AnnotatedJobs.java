package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Reads the jobs of an object from its annotated methods. */
final class AnnotatedJobs {
  private AnnotatedJobs() {}

  /** In the order of their names; an object without any is a mistake. */
  static List<JobEntry> of(Object holder) {
    List<JobEntry> jobs = new ArrayList<>();
    for (Method method : holder.getClass().getMethods()) {
      FssJob job = method.getAnnotation(FssJob.class);
      if (job != null) {
        jobs.add(entry(holder, method, job));
      }
    }
    for (Method method : holder.getClass().getDeclaredMethods()) {
      Rules.that(
          method.getAnnotation(FssJob.class) == null || Modifier.isPublic(method.getModifiers()),
          "job.method",
          method.getName(),
          "be public");
    }
    Rules.that(
        !jobs.isEmpty(), "job.holder", holder.getClass().getName(), "have methods with @FssJob");
    jobs.sort(Comparator.comparing(JobEntry::name));
    return jobs;
  }

  private static JobEntry entry(Object holder, Method method, FssJob job) {
    String name = job.value().isEmpty() ? method.getName() : job.value();
    List<Function<TaskContext, Object>> arguments = arguments(method);
    // The class may be one that nobody else may use.
    Rules.that(method.trySetAccessible(), "job.method", method, "be accessible to the SDK");
    JobOptions options = new JobOptions(job.capacity(), job.version(), job.virtualThreads());
    return Future.class.isAssignableFrom(method.getReturnType())
        ? JobEntry.async(name, options, task -> (Future<?>) call(holder, method, arguments, task))
        : JobEntry.blocking(name, options, task -> call(holder, method, arguments, task));
  }

  private static List<Function<TaskContext, Object>> arguments(Method method) {
    List<Function<TaskContext, Object>> arguments = new ArrayList<>();
    int tasks = 0;
    for (Class<?> type : method.getParameterTypes()) {
      if (type == TaskContext.class) {
        tasks++;
        arguments.add(task -> task);
      } else if (type == JsonObject.class) {
        arguments.add(TaskContext::params);
      } else {
        arguments.add(task -> task.params(type));
      }
    }
    Rules.that(
        tasks <= 1 && arguments.size() - tasks <= 1,
        "job.method",
        method.getName() + Arrays.toString(method.getParameterTypes()),
        "take the TaskContext, the parameters, both or nothing");
    return arguments;
  }

  private static Object call(
      Object holder, Method method, List<Function<TaskContext, Object>> arguments, TaskContext task)
      throws Exception {
    try {
      return method.invoke(
          holder, arguments.stream().map(argument -> argument.apply(task)).toArray());
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw thrown;
    }
  }
}
