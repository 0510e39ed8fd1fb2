package io.fss.client;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method a job, see {@link FssClient#jobs(Object)}:
 *
 * <pre>{@code
 * @FssJob("mail")
 * public String send(Mail mail, TaskContext task) { ... }
 * }</pre>
 *
 * <p>It takes the task, its parameters, both in either order, or nothing. Parameters come as {@code
 * JsonObject} or as any type that Jackson makes of their JSON, see {@link
 * TaskContext#params(Class)}. A method that returns a {@code Future} must not block; any other one
 * may, and the text of what it returns is the result.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface FssJob {
  /** Name of the job; the method's where it is empty. */
  String value() default "";

  /** As {@link JobOptions#capacity()}. */
  int capacity() default 0;

  /** As {@link JobOptions#version()}. */
  String version() default "";

  /** As {@link JobOptions#virtualThreads()}; says something only of a method that may block. */
  boolean virtualThreads() default false;
}
